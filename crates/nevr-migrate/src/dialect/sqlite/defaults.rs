//! Defaults, as nevr writes them and as the catalogue shows them.

use nevr_schema::{FieldType, Value};

use crate::dialect::sql::text;

/// Returns a default as SQL, as the store writes it: times and JSON are text.
pub(super) fn literal(value: &Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::String(string) => text(string),
        Value::Int(number) => number.to_string(),
        Value::Boolean(flag) => flag.to_string().to_ascii_uppercase(),
        Value::DateTime(moment) => text(&moment.to_string()),
        Value::Json(json) => text(&json.to_string()),
    }
}

/// Whether SQLite takes a default: it reads a statement only up to the first NUL.
pub(super) fn can_write(default: &Value) -> bool {
    !literal(default).contains('\0')
}

/// Compares defaults as values: a boolean may be written `TRUE` or `1`, and the members of a JSON
/// object may be in any order.
pub(super) fn same(ty: FieldType, one: Option<&str>, other: Option<&str>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return one.is_none() && other.is_none() };
    match ty {
        FieldType::Boolean => boolean(one) == boolean(other),
        FieldType::Json => {
            one == other || json(one).is_some_and(|json_one| json(other) == Some(json_one))
        }
        _ => one == other,
    }
}

fn boolean(sql: &str) -> String {
    match sql.to_ascii_uppercase().as_str() {
        "1" => "TRUE".to_owned(),
        "0" => "FALSE".to_owned(),
        other => other.to_owned(),
    }
}

fn json(sql: &str) -> Option<serde_json::Value> {
    let text = sql.strip_prefix('\'')?.strip_suffix('\'')?.replace("''", "'");
    serde_json::from_str(&text).ok()
}
