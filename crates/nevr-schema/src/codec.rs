//! Converts values to and from the form in which each database stores them.

use sea_orm::{
    DbBackend, DbErr, QueryResult,
    sea_query::{Expr, ExprTrait, Value as SqlValue},
};
use time::{OffsetDateTime, PrimitiveDateTime};

use crate::{env::Timestamp, field_type::FieldType, value::Value};

/// Returns a value as it is bound to a statement.
///
/// On SQLite, times are texts of one length in UTC, so that they compare like the moments; on the
/// other databases they are times. A [`Timestamp`] has whole milliseconds, so what is read equals
/// what was written. JSON is text on every database and is read as it was written.
pub fn encode(value: &Value, ty: FieldType, backend: DbBackend) -> SqlValue {
    match value {
        Value::Null => null(ty, backend),
        Value::String(text) => text.clone().into(),
        Value::Int(number) => (*number).into(),
        Value::Boolean(flag) => (*flag).into(),
        Value::DateTime(moment) => encode_time(*moment, backend),
        Value::Json(json) => json.to_string().into(),
    }
}

fn encode_time(moment: Timestamp, backend: DbBackend) -> SqlValue {
    match backend {
        DbBackend::Sqlite => moment.to_string().into(),
        // A time with an offset would be bound as a `TIMESTAMP`, which ends in 2038.
        DbBackend::MySql => {
            let moment = moment.to_offset();
            PrimitiveDateTime::new(moment.date(), moment.time()).into()
        }
        _ => moment.to_offset().into(),
    }
}

/// Returns a null of the right type: PostgreSQL refuses a null of another type.
fn null(ty: FieldType, backend: DbBackend) -> SqlValue {
    match ty {
        FieldType::DateTime if backend == DbBackend::Postgres => {
            SqlValue::TimeDateTimeWithTimeZone(None)
        }
        FieldType::String | FieldType::Text | FieldType::DateTime | FieldType::Json => {
            SqlValue::String(None)
        }
        FieldType::Int => SqlValue::BigInt(None),
        FieldType::Boolean => SqlValue::Bool(None),
    }
}

/// Returns the expression that writes a value into a column.
///
/// For PostgreSQL the driver would bind JSON as `jsonb`, which sorts members and rewrites numbers.
/// A text that is cast to `json` stays as it is.
pub fn written(value: &Value, ty: FieldType, backend: DbBackend) -> Expr {
    let bound = Expr::val(encode(value, ty, backend));
    match (ty, backend) {
        (FieldType::Json, DbBackend::Postgres) => bound.cast_as("json"),
        _ => bound,
    }
}

/// Returns the expression that reads a column or compares it for equality. JSON is read as text, to
/// which PostgreSQL's `json` must be cast.
pub fn readable(column: Expr, ty: FieldType, backend: DbBackend) -> Expr {
    match (ty, backend) {
        (FieldType::Json, DbBackend::Postgres) => column.cast_as("text"),
        _ => column,
    }
}

/// Returns the expression that sorts by a column or compares it by order.
///
/// Texts are ordered by their bytes, as SQLite and the collation of MySQL's columns do by
/// themselves. PostgreSQL would use the language that the server was set up with.
pub fn sortable(column: Expr, ty: FieldType, backend: DbBackend) -> Expr {
    let value = readable(column, ty, backend);
    let is_text = matches!(ty, FieldType::String | FieldType::Text | FieldType::Json);
    if is_text && backend == DbBackend::Postgres {
        return Expr::cust_with_expr(r#"$1 COLLATE "C""#, value);
    }
    value
}

/// Reads the value in a column of a row.
pub fn decode(
    row: &QueryResult,
    column: usize,
    ty: FieldType,
    backend: DbBackend,
) -> Result<Value, DbErr> {
    let text = || row.try_get_by_index::<Option<String>>(column);
    Ok(match ty {
        FieldType::String | FieldType::Text => text()?.into(),
        FieldType::Int => row.try_get_by_index::<Option<i64>>(column)?.into(),
        FieldType::Boolean => row.try_get_by_index::<Option<bool>>(column)?.into(),
        FieldType::DateTime if backend == DbBackend::Sqlite => {
            text()?.map_or(Ok(Value::Null), |text| time(&text))?
        }
        FieldType::DateTime => {
            let moment = row.try_get_by_index::<Option<OffsetDateTime>>(column)?;
            moment.map(Timestamp::from).into()
        }
        FieldType::Json => text()?.map_or(Ok(Value::Null), |text| json(&text))?,
    })
}

/// A value in a file of SQLite, by its storage class (<https://sqlite.org/datatype3.html>).
#[derive(Clone, Debug, PartialEq)]
pub enum Stored {
    /// No value.
    Null,
    /// A whole number; a boolean too.
    Integer(i64),
    /// A text in UTF-8; times and JSON too.
    Text(String),
    /// What nevr never writes: a fraction, bytes, or a text in another encoding.
    Foreign,
}

/// Reads a value in a file of SQLite. A value of another storage class than the type's is an error:
/// SQLite keeps any value in any column.
pub fn decode_stored(stored: Stored, ty: FieldType) -> Result<Value, DbErr> {
    match (ty, stored) {
        (_, Stored::Null) => Ok(Value::Null),
        (FieldType::String | FieldType::Text, Stored::Text(text)) => Ok(Value::String(text)),
        (FieldType::Int, Stored::Integer(number)) => Ok(Value::Int(number)),
        (FieldType::Boolean, Stored::Integer(number)) => Ok(Value::Boolean(number != 0)),
        (FieldType::DateTime, Stored::Text(text)) => time(&text),
        (FieldType::Json, Stored::Text(text)) => json(&text),
        _ => Err(unreadable("of its field's type")),
    }
}

fn time(text: &str) -> Result<Value, DbErr> {
    text.parse().map(Value::DateTime).map_err(|_| unreadable("a time"))
}

fn json(text: &str) -> Result<Value, DbErr> {
    serde_json::from_str(text).map(Value::Json).map_err(|_| unreadable("JSON"))
}

fn unreadable(expected: &str) -> DbErr {
    DbErr::Type(format!("a stored value is not {expected}"))
}
