//! Values on their way into the database and out of it.

use sea_orm::{DbErr, QueryResult, sea_query::Value as SqlValue};

use crate::schema::{FieldType, Value};

/// A value as it is bound.
///
/// Times are text on SQLite, all of one length and in UTC, so that they compare as they should.
pub(crate) fn encode(value: &Value, ty: FieldType) -> SqlValue {
    match value {
        Value::Null => null(ty),
        Value::String(text) => text.clone().into(),
        Value::Int(number) => (*number).into(),
        Value::Boolean(flag) => (*flag).into(),
        Value::DateTime(moment) => moment.to_string().into(),
        Value::Json(json) => json.to_string().into(),
    }
}

fn null(ty: FieldType) -> SqlValue {
    match ty {
        FieldType::String | FieldType::Text | FieldType::DateTime | FieldType::Json => {
            SqlValue::String(None)
        }
        FieldType::Int => SqlValue::BigInt(None),
        FieldType::Boolean => SqlValue::Bool(None),
    }
}

/// The value in a column of a row.
pub(crate) fn decode(row: &QueryResult, column: usize, ty: FieldType) -> Result<Value, DbErr> {
    Ok(match ty {
        FieldType::String | FieldType::Text => {
            row.try_get_by_index::<Option<String>>(column)?.into()
        }
        FieldType::Int => row.try_get_by_index::<Option<i64>>(column)?.into(),
        FieldType::Boolean => row.try_get_by_index::<Option<bool>>(column)?.into(),
        FieldType::DateTime => match row.try_get_by_index::<Option<String>>(column)? {
            None => Value::Null,
            Some(text) => Value::DateTime(text.parse().map_err(|_| unreadable("a time"))?),
        },
        FieldType::Json => match row.try_get_by_index::<Option<String>>(column)? {
            None => Value::Null,
            Some(text) => Value::Json(serde_json::from_str(&text).map_err(|_| unreadable("JSON"))?),
        },
    })
}

fn unreadable(expected: &str) -> DbErr {
    DbErr::Type(format!("a stored value is not {expected}"))
}
