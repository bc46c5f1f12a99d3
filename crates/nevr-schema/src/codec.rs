//! Values on their way into the database and out of it.

use sea_orm::{
    DbBackend, DbErr, QueryResult,
    sea_query::{Expr, ExprTrait, Value as SqlValue},
};
use time::{OffsetDateTime, PrimitiveDateTime};

use crate::{env::Timestamp, field_type::FieldType, value::Value};

/// A value as it is bound.
///
/// Times are text on SQLite, all of one length and in UTC, so that they compare as they should; on
/// servers they are times. A [`Timestamp`] has whole milliseconds: what is read equals what was
/// written. JSON is text everywhere, to be read as it was written.
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
        // With an offset it would be bound as a `timestamp`, which ends in 2038.
        DbBackend::MySql => {
            let moment = moment.to_offset();
            PrimitiveDateTime::new(moment.date(), moment.time()).into()
        }
        _ => moment.to_offset().into(),
    }
}

/// Null has a type too: PostgreSQL takes none for another.
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

/// A value as it is written into a column.
///
/// For PostgreSQL the driver would bind JSON as `jsonb`, which sorts members and rewrites numbers;
/// a text that is cast stays what it is.
pub fn written(value: &Value, ty: FieldType, backend: DbBackend) -> Expr {
    let bound = Expr::val(encode(value, ty, backend));
    match (ty, backend) {
        (FieldType::Json, DbBackend::Postgres) => bound.cast_as("json"),
        _ => bound,
    }
}

/// A column as it is read and compared: JSON as text, which the `json` of PostgreSQL must be cast
/// to.
pub fn readable(column: Expr, ty: FieldType, backend: DbBackend) -> Expr {
    match (ty, backend) {
        (FieldType::Json, DbBackend::Postgres) => column.cast_as("text"),
        _ => column,
    }
}

/// A column as it is sorted and compared by order: texts by their bytes, as SQLite and the collation
/// of MySQL's columns do; PostgreSQL would follow the language that the server was set up with.
pub fn sortable(column: Expr, ty: FieldType, backend: DbBackend) -> Expr {
    let value = readable(column, ty, backend);
    let is_text = matches!(ty, FieldType::String | FieldType::Text | FieldType::Json);
    if is_text && backend == DbBackend::Postgres {
        return Expr::cust_with_expr(r#"$1 COLLATE "C""#, value);
    }
    value
}

/// The value in a column of a row.
pub fn decode(
    row: &QueryResult,
    column: usize,
    ty: FieldType,
    backend: DbBackend,
) -> Result<Value, DbErr> {
    Ok(match ty {
        FieldType::String | FieldType::Text => {
            row.try_get_by_index::<Option<String>>(column)?.into()
        }
        FieldType::Int => row.try_get_by_index::<Option<i64>>(column)?.into(),
        FieldType::Boolean => row.try_get_by_index::<Option<bool>>(column)?.into(),
        FieldType::DateTime if backend == DbBackend::Sqlite => {
            match row.try_get_by_index::<Option<String>>(column)? {
                None => Value::Null,
                Some(text) => Value::DateTime(text.parse().map_err(|_| unreadable("a time"))?),
            }
        }
        FieldType::DateTime => {
            let moment = row.try_get_by_index::<Option<OffsetDateTime>>(column)?;
            moment.map(Timestamp::from).into()
        }
        FieldType::Json => match row.try_get_by_index::<Option<String>>(column)? {
            None => Value::Null,
            Some(text) => Value::Json(serde_json::from_str(&text).map_err(|_| unreadable("JSON"))?),
        },
    })
}

fn unreadable(expected: &str) -> DbErr {
    DbErr::Type(format!("a stored value is not {expected}"))
}
