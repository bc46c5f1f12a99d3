//! Defaults as values, however a database spells them.

use nevr_schema::{FieldType, Value, env::Timestamp};

/// A default, parsed from the SQL that a database shows for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Literal {
    Null,
    /// A text in quotes, with its escapes resolved.
    Quoted(String),
    /// SQL without quotes: a number, a word, an expression.
    Bare(String),
}

/// A default as a value of its field. Two that are equal give new rows the same value.
#[derive(Debug, PartialEq)]
pub(crate) enum Constant {
    Null,
    Text(String),
    Int(i64),
    Boolean(bool),
    Moment(Timestamp),
    /// Objects are equal whatever the order of their members.
    Json(serde_json::Value),
    /// Not a value of the field's type; a function, for example.
    Expression(String),
}

impl Constant {
    /// Reads a literal as a value of this type of field.
    pub(crate) fn new(ty: FieldType, literal: Literal) -> Self {
        let (text, quoted) = match literal {
            Literal::Null => return Self::Null,
            Literal::Quoted(text) => (text, true),
            Literal::Bare(text) => (text, false),
        };
        let value = match ty {
            FieldType::String | FieldType::Text if quoted => return Self::Text(text),
            FieldType::Int => text.parse().ok().map(Self::Int),
            FieldType::Boolean => boolean(&text).map(Self::Boolean),
            FieldType::DateTime if quoted => moment(&text).map(Self::Moment),
            FieldType::Json if quoted => serde_json::from_str(&text).ok().map(Self::Json),
            _ => None,
        };
        value.unwrap_or(Self::Expression(text))
    }
}

fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "t" | "1" => Some(true),
        "false" | "f" | "0" => Some(false),
        _ => None,
    }
}

/// Parses `2026-01-31 12:00:00.123+00` or `2026-01-31 12:00:00.123000`, which is UTC.
fn moment(text: &str) -> Option<Timestamp> {
    let (date, time) = text.split_once([' ', 'T'])?;
    let offset = time.find(['+', '-', 'Z']).map_or("", |at| &time[at..]);
    let missing = match offset.len() {
        0 => "Z",
        3 => ":00",
        _ => "",
    };
    format!("{date}T{time}{missing}").parse().ok()
}

/// Whether every database takes a value in a statement and in a column: it holds no NUL character,
/// and its year is between 1 and 9999.
pub(crate) fn is_portable(value: &Value) -> bool {
    match value {
        Value::String(_) => value.fits(FieldType::Text),
        Value::Json(_) => value.fits(FieldType::Json),
        Value::DateTime(moment) => {
            let text = moment.to_string();
            !text.starts_with("0000") && text.parse() == Ok(*moment)
        }
        Value::Null | Value::Int(_) | Value::Boolean(_) => true,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn quoted(ty: FieldType, text: &str) -> Constant {
        Constant::new(ty, Literal::Quoted(text.to_owned()))
    }

    #[test]
    fn a_time_is_one_moment_in_every_spelling() {
        let moment = Constant::Moment("2026-01-31T12:00:00.123Z".parse().unwrap());
        for text in [
            "2026-01-31T12:00:00.123Z",
            "2026-01-31 12:00:00.123+00",
            "2026-01-31 12:00:00.123000",
            "2026-01-31 14:00:00.123+02:00",
        ] {
            assert_eq!(quoted(FieldType::DateTime, text), moment, "{text}");
        }
    }

    #[test]
    fn a_time_out_of_the_calendar_is_no_moment() {
        for text in ["infinity", "now", "0044-03-15 00:00:00+00 BC", "2026-02-30 00:00:00"] {
            let expected = Constant::Expression(text.to_owned());
            assert_eq!(quoted(FieldType::DateTime, text), expected);
        }
    }

    #[test]
    fn a_text_in_quotes_is_not_the_function_of_that_name() {
        let bare = Literal::Bare("now()".to_owned());
        assert_ne!(quoted(FieldType::String, "now()"), Constant::new(FieldType::String, bare));
    }

    #[test]
    fn the_members_of_an_object_may_be_in_any_order() {
        let json = |text| quoted(FieldType::Json, text);
        assert_eq!(json(r#"{"a":1,"b":2}"#), json(r#"{"b": 2, "a": 1}"#));
        assert_ne!(json(r#"{"a":1}"#), json(r#"{"a":1.0}"#));
    }

    #[test]
    fn a_value_that_some_database_cannot_hold_is_not_portable() {
        let year_zero: Timestamp = "0000-06-01T00:00:00Z".parse().unwrap();
        for value in [
            Value::from("a\0"),
            serde_json::json!({ "a": ["\0"] }).into(),
            serde_json::json!({ "\0": 1 }).into(),
            year_zero.into(),
            Timestamp::from_millis(i64::MAX).into(),
        ] {
            assert!(!is_portable(&value), "{value:?}");
        }
        assert!(is_portable(&Value::from(r"\u0000")));
    }
}
