//! Defaults as SQL text.

use nevr_schema::{FieldType, Value};
use sea_orm::sea_query::{self, SqliteQueryBuilder};

/// The value as SQL text, as the store writes it: times and JSON are text. sea-query doubles the
/// quotes in it.
pub(super) fn literal(value: &Value) -> String {
    let bound: sea_query::Value = match value {
        Value::Null => sea_query::Value::String(None),
        Value::String(text) => text.as_str().into(),
        Value::Int(number) => (*number).into(),
        Value::Boolean(flag) => (*flag).into(),
        Value::DateTime(moment) => moment.to_string().into(),
        Value::Json(json) => json.to_string().into(),
    };
    sea_query::QueryBuilder::value_to_string(&SqliteQueryBuilder, &bound)
}

/// SQLite reads a statement up to the first NUL, so a text that has one can't stand in it.
pub(super) fn can_write(default: &Value) -> bool {
    !literal(default).contains('\0')
}

/// Compares defaults as values: a boolean may be written `TRUE` or `1`, and the members of a JSON
/// object may stand in any order.
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
