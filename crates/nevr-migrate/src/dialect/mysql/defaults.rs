//! Defaults, as nevr writes them and as the catalogue spells them.

use std::fmt::Write;

use nevr_schema::{FieldType, Value};

use crate::dialect::{
    constant::{Constant, Literal},
    sql,
};

/// The longest default, in bytes of SQL. MariaDB keeps defaults in the table's definition, which
/// has 64 KiB for everything.
const MAX_LENGTH: usize = 16 * 1024;

/// Returns a default as SQL; `None` for null, which is the default of a column without one.
pub(super) fn literal(ty: FieldType, value: &Value) -> Option<String> {
    // The default of a `longtext` must be an expression.
    let expression = matches!(ty, FieldType::Text | FieldType::Json);
    Some(match value {
        Value::Null => return None,
        Value::String(string) => text(string, expression),
        Value::Int(number) => number.to_string(),
        Value::Boolean(flag) => u8::from(*flag).to_string(),
        Value::DateTime(moment) => {
            let moment = moment.to_string().replace('T', " ").replace('Z', "000");
            text(&moment, expression)
        }
        Value::Json(json) => text(&json.to_string(), expression),
    })
}

/// Whether the server has room for this default.
pub(super) fn is_short(value: &Value) -> bool {
    literal(FieldType::Text, value).is_none_or(|sql| sql.len() <= MAX_LENGTH)
}

/// Puts a text in quotes if it reads the same in every session and comes back unchanged from the
/// catalogue, and else writes it in hex: a backslash depends on the session's `sql_mode`, MariaDB's
/// catalogue shows `?` for characters of four bytes, and MySQL's escapes quotes in expressions.
fn text(text: &str, expression: bool) -> String {
    let hostile = |c: char| c == '\\' || c.is_control() || c.len_utf8() == 4;
    if text.contains(hostile) || expression && text.contains('\'') {
        return format!("(CONVERT(UNHEX('{}') USING utf8mb4))", hex(text));
    }
    let quoted = sql::text(text);
    if expression { format!("({quoted})") } else { quoted }
}

fn hex(text: &str) -> String {
    text.bytes().fold(String::new(), |mut hex, byte| {
        // Writing to a string can't fail.
        write!(hex, "{byte:02X}").ok();
        hex
    })
}

/// Returns the value that a default gives a new row.
pub(super) fn constant(ty: FieldType, sql: Option<&str>) -> Constant {
    Constant::new(ty, sql.map_or(Literal::Null, parse))
}

/// Returns the default of a live column as SQL. MariaDB's catalogue shows SQL. MySQL's shows a
/// literal without quotes, which is a text unless the type is numeric, and an expression with its
/// quotes escaped.
pub(super) fn live(shown: &str, ty: &str, extra: &str, mariadb: bool) -> Option<String> {
    if mariadb {
        return (!shown.eq_ignore_ascii_case("null")).then(|| shown.to_owned());
    }
    if extra.contains("DEFAULT_GENERATED") {
        return Some(format!("({})", shown.replace("\\'", "'")));
    }
    Some(if is_number(ty) { shown.to_owned() } else { text(shown, false) })
}

fn is_number(ty: &str) -> bool {
    let word = ty.split(['(', ' ']).next().unwrap_or_default();
    word.ends_with("int") || ["decimal", "float", "double", "bit", "year"].contains(&word)
}

/// Parses what [`literal`] writes and what servers make of it.
fn parse(sql: &str) -> Literal {
    let bare = in_brackets(sql);
    if bare.eq_ignore_ascii_case("null") {
        return Literal::Null;
    }
    match quoted(bare).or_else(|| unhexed(bare)) {
        Some(text) => Literal::Quoted(text),
        None => Literal::Bare(bare.to_owned()),
    }
}

/// Removes the brackets around the whole.
fn in_brackets(sql: &str) -> &str {
    let sql = sql.trim();
    let inner = sql.strip_prefix('(').and_then(|sql| sql.strip_suffix(')'));
    inner.map_or(sql, in_brackets)
}

/// Reads `convert(unhex('…') using utf8mb4)`, in upper or lower case.
fn unhexed(sql: &str) -> Option<String> {
    let sql = sql.to_ascii_lowercase();
    let rest = sql.strip_prefix("convert(unhex(")?;
    let digits = quoted(rest.strip_suffix(") using utf8mb4)")?)?;
    let pairs = digits.as_bytes().chunks(2);
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    String::from_utf8(pairs.map(byte).collect::<Option<Vec<u8>>>()?).ok()
}

/// Reads the text of `'it''s'`, `'it\'s'` or `_utf8mb4'…'`, if nothing follows it.
fn quoted(sql: &str) -> Option<String> {
    let sql = sql.strip_prefix("_utf8mb4").unwrap_or(sql).trim_start();
    let mut chars = sql.strip_prefix('\'')?.strip_suffix('\'')?.chars();
    let mut content = String::new();
    while let Some(c) = chars.next() {
        content.push(match c {
            // A quote inside the text is doubled; a single one would have ended it.
            '\'' => chars.next().filter(|next| *next == '\'')?,
            '\\' => unescaped(chars.next()?),
            c => c,
        });
    }
    Some(content)
}

/// <https://dev.mysql.com/doc/refman/8.4/en/string-literals.html#character-escape-sequences>
fn unescaped(c: char) -> char {
    match c {
        '0' => '\0',
        'b' => '\u{8}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'Z' => '\u{1a}',
        c => c,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn is(ty: FieldType, value: impl Into<Value>, live: &str) {
        let wanted = literal(ty, &value.into()).unwrap();
        assert_eq!(constant(ty, Some(&wanted)), constant(ty, Some(live)), "{wanted} is {live:?}");
    }

    #[test]
    fn mariadb_shows_a_default_as_sql() {
        let live = |shown| live(shown, "any", "", true).unwrap();
        is(FieldType::String, "it's", &live("'it''s'"));
        is(FieldType::Text, "it's", &live(r"'it\'s'"));
        is(FieldType::Text, "a", &live("'a'"));
        is(FieldType::String, "NULL", &live("'NULL'"));
        is(FieldType::String, "a\nb\\", &live(r"'a\nb\\'"));
        is(FieldType::String, "\u{1F389}", &live("convert(unhex('F09F8E89') using utf8mb4)"));
        is(FieldType::Int, -5, &live("-5"));
        is(FieldType::Boolean, true, &live("1"));
        is(FieldType::Json, serde_json::json!({}), &live("'{}'"));
        assert_eq!(super::live("NULL", "any", "", true), None);
    }

    #[test]
    fn mysql_shows_a_literal_bare_and_an_expression_escaped() {
        let bare = |shown, ty| live(shown, ty, "", false).unwrap();
        is(FieldType::String, "it's", &bare("it's", "varchar(255)"));
        is(FieldType::String, "NULL", &bare("NULL", "varchar(255)"));
        is(FieldType::String, "'a'", &bare("'a'", "varchar(255)"));
        is(FieldType::Int, -5, &bare("-5", "bigint"));
        is(FieldType::Boolean, false, &bare("0", "tinyint(1)"));
        let expression = |shown| live(shown, "longtext", "DEFAULT_GENERATED", false).unwrap();
        is(FieldType::Text, "a", &expression(r"_utf8mb4\'a\'"));
        let party = r"convert(unhex(_utf8mb4\'F09F8E89\') using utf8mb4)";
        is(FieldType::Text, "\u{1F389}", &expression(party));
        let json = serde_json::json!({ "a": "b" });
        is(FieldType::Json, json, &expression(r#"_utf8mb4\'{"a":"b"}\'"#));
    }

    #[test]
    fn a_time_is_one_moment_on_both() {
        let moment: nevr_schema::env::Timestamp = "2026-01-31T12:00:00.123Z".parse().unwrap();
        let shown = "2026-01-31 12:00:00.123000";
        for (shown, mariadb) in [(format!("'{shown}'"), true), (shown.to_owned(), false)] {
            let sql = live(&shown, "datetime(6)", "", mariadb).unwrap();
            is(FieldType::DateTime, moment, &sql);
        }
    }

    #[test]
    fn text_that_a_session_could_misread_is_written_in_hex() {
        assert_eq!(text("it's", false), "'it''s'");
        assert_eq!(text("it's", true), "(CONVERT(UNHEX('69742773') USING utf8mb4))");
        assert_eq!(text(r"\", false), "(CONVERT(UNHEX('5C') USING utf8mb4))");
        assert_eq!(text("plain é", true), "('plain é')");
    }

    #[test]
    fn an_expression_is_no_text() {
        let string = |sql| constant(FieldType::String, Some(sql));
        assert_ne!(string("(uuid())"), string("'uuid()'"));
        assert_ne!(string("'a' + 'b'"), string("'a'"));
        assert_eq!(string("(uuid())"), string("uuid()"));
    }

    #[test]
    fn a_default_longer_than_a_definition_takes_is_not_written() {
        assert!(is_short(&"a".repeat(10_000).into()));
        assert!(!is_short(&"\u{1F389}".repeat(10_000).into()));
    }
}
