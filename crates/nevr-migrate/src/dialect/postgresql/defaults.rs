//! Defaults, as nevr writes them and as the catalogue spells them.

use nevr_schema::{FieldType, Value};

use crate::dialect::{
    constant::{Constant, Literal},
    sql::text,
};

/// Returns a default as SQL; `None` for null, which is the default of a column without one.
pub(super) fn literal(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::String(string) => text(string),
        Value::Int(number) => number.to_string(),
        Value::Boolean(flag) => flag.to_string(),
        Value::DateTime(moment) => text(&moment.to_string()),
        Value::Json(json) => text(&json.to_string()),
    })
}

/// Returns the value that a default gives a new row.
pub(super) fn constant(ty: FieldType, sql: Option<&str>) -> Constant {
    Constant::new(ty, sql.map_or(Literal::Null, parse))
}

/// Whether two defaults are the same SQL, apart from casts.
pub(super) fn same_literal(one: Option<&str>, other: Option<&str>) -> bool {
    let [one, other] = [one, other].map(|sql| sql.map_or(Literal::Null, parse));
    one == other
}

/// Parses the output of `pg_get_expr`: `'it''s'::character varying`, `'-5'::integer`, `true`,
/// `NULL::text`.
fn parse(sql: &str) -> Literal {
    let sql = sql.trim();
    if let Some((content, rest)) = quoted(sql) {
        return if is_cast(rest) { Literal::Quoted(content) } else { bare(sql) };
    }
    let (value, cast) = sql.split_at(sql.find("::").unwrap_or(sql.len()));
    match value.trim() {
        _ if !is_cast(cast) => bare(sql),
        value if value.eq_ignore_ascii_case("null") => Literal::Null,
        value => bare(in_brackets(value).unwrap_or(value)),
    }
}

fn in_brackets(sql: &str) -> Option<&str> {
    sql.strip_prefix('(')?.strip_suffix(')')
}

fn bare(sql: &str) -> Literal {
    Literal::Bare(sql.to_owned())
}

/// Splits SQL into the text in quotes at its beginning and the rest. A backslash is a character
/// like others: the session has `standard_conforming_strings` on.
fn quoted(sql: &str) -> Option<(String, &str)> {
    let mut rest = sql.strip_prefix('\'')?;
    let mut content = String::new();
    loop {
        let (part, after) = rest.split_once('\'')?;
        content.push_str(part);
        match after.strip_prefix('\'') {
            Some(more) => rest = more,
            None => return Some((content, after)),
        }
        content.push('\'');
    }
}

/// Whether this is empty, or one or more casts: `::character varying(255)`.
fn is_cast(sql: &str) -> bool {
    let of_a_type = |c: char| c.is_alphanumeric() || " :_.,()[]\"".contains(c);
    sql.is_empty() || sql.starts_with("::") && sql.chars().all(of_a_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(ty: FieldType, one: &str, other: &str) -> bool {
        constant(ty, Some(one)) == constant(ty, Some(other))
    }

    #[test]
    fn a_default_is_one_value_with_and_without_a_cast() {
        for (ty, one, other) in [
            (FieldType::String, "'abc'", "'abc'::character varying"),
            (FieldType::Text, "'it''s'", "'it''s'::character varying(255)::text"),
            (FieldType::Text, r"'\'", r"'\'::text"),
            (FieldType::Int, "-5", "'-5'::integer"),
            (FieldType::Int, "-5", "'-5'::bigint"),
            (FieldType::Int, "-5", "(-5)"),
            (FieldType::Boolean, "TRUE", "true"),
            (
                FieldType::DateTime,
                "'2026-01-31T12:00:00.123Z'",
                "'2026-01-31 12:00:00.123+00'::timestamp with time zone",
            ),
            (FieldType::Json, r#"'{"a":1,"b":[]}'"#, r#"'{"b":[],"a":1}'::json"#),
        ] {
            assert!(same(ty, one, other), "{one} is {other}");
        }
    }

    #[test]
    fn two_values_are_two_defaults() {
        for (ty, one, other) in [
            (FieldType::String, "'abc'", "'ABC'::character varying"),
            (FieldType::String, "'a'", "'a '"),
            (FieldType::String, "'a'", "'a'::text || 'b'::text"),
            (FieldType::String, "'now()'", "now()"),
            (FieldType::String, "'a''::text'", "'a'::text"),
            (FieldType::Int, "5", "-5"),
            (FieldType::Int, "5", "nextval('s'::regclass)"),
        ] {
            assert!(!same(ty, one, other), "{one} is not {other}");
        }
    }

    #[test]
    fn null_is_no_default() {
        let none = constant(FieldType::String, None);
        assert_eq!(constant(FieldType::String, Some("NULL::character varying")), none);
        assert_ne!(constant(FieldType::String, Some("'NULL'::character varying")), none);
        assert_ne!(constant(FieldType::Json, Some("'null'::json")), none);
    }
}
