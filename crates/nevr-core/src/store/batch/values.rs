//! The values of a group of sets, as its statement takes them.

use nevr_schema::FieldType;
use sea_orm::{prelude::TimeDateTimeWithTimeZone as Moment, sea_query::Value as SqlValue};
use sqlx::{Arguments, error::BoxDynError, postgres::PgArguments};

use super::{
    lane::Member,
    shape::{Shape, Table},
};

/// Returns the parameters of the shape's statement: for each field of each entity the list of its
/// values.
pub(super) fn arguments(shape: &Shape, members: &[Member]) -> Result<PgArguments, BoxDynError> {
    let mut arguments = PgArguments::default();
    for table in &shape.tables {
        let rows: Vec<&[SqlValue]> = rows(table, members).collect();
        for (at, ty) in table.fields.iter().enumerate() {
            let column = rows.iter().map(|row| &row[at]);
            match ty {
                FieldType::String | FieldType::Text | FieldType::Json => {
                    arguments.add(column.map(text).collect::<Vec<_>>())?;
                }
                FieldType::Int => arguments.add(column.map(int).collect::<Vec<_>>())?,
                FieldType::Boolean => arguments.add(column.map(boolean).collect::<Vec<_>>())?,
                FieldType::DateTime => arguments.add(column.map(moment).collect::<Vec<_>>())?,
            }
        }
    }
    Ok(arguments)
}

/// Returns the values of the rows that the sets insert into a table.
fn rows<'s>(table: &'s Table, members: &'s [Member]) -> impl Iterator<Item = &'s [SqlValue]> {
    let statements = members.iter().flat_map(|member| &member.set.statements);
    statements
        .filter(|statement| statement.entity == table.entity)
        .map(|statement| statement.values.as_slice())
}

fn text(value: &SqlValue) -> Option<&str> {
    match value {
        SqlValue::String(text) => text.as_deref(),
        _ => None,
    }
}

fn int(value: &SqlValue) -> Option<i64> {
    match value {
        SqlValue::BigInt(number) => *number,
        _ => None,
    }
}

fn boolean(value: &SqlValue) -> Option<bool> {
    match value {
        SqlValue::Bool(flag) => *flag,
        _ => None,
    }
}

fn moment(value: &SqlValue) -> Option<Moment> {
    match value {
        SqlValue::TimeDateTimeWithTimeZone(moment) => *moment,
        _ => None,
    }
}
