//! Checks rows against the merged schema before they are written, and reads them by their types.

use nevr_schema::{Entity, Field, Record, Value, env::Env};

use super::{
    database::Row,
    error::StoreError,
    lookup::{expected, field_of, invalid_value, wrong_type},
};

/// Reads an entity's record from a row; its columns begin at index `first`.
pub(crate) fn read(entity: &Entity, row: &mut Row, first: usize) -> Result<Record, StoreError> {
    // Taken from the row, and so kept here for the error.
    let id = entity.fields.get_index_of("id").and_then(|at| row.text(first + at));
    entity
        .fields
        .values()
        .zip(first..)
        .map(|(field, column)| match row.take(column, field.ty) {
            Ok(value) => Ok((field.name.clone(), value)),
            Err(_) => Err(unreadable(entity, field, id.as_deref())),
        })
        .collect()
}

fn unreadable(entity: &Entity, field: &Field, id: Option<&str>) -> StoreError {
    StoreError::UnreadableValue {
        entity: entity.name.to_string(),
        field: field.name.to_string(),
        id: id.unwrap_or_default().to_owned(),
        expected: expected(field.ty),
    }
}

/// Checks every value of a row to insert, and adds what is left out: id, timestamps, defaults,
/// nulls.
pub(crate) fn for_insert(
    entity: &Entity,
    mut given: Record,
    env: &Env,
) -> Result<Record, StoreError> {
    check(entity, &given)?;
    let now = env.now();
    entity
        .fields
        .values()
        .map(|field| {
            let value = match given.remove(&field.name) {
                Some(value) => value,
                None if field.name == "id" => Value::String(env.uuid().to_string()),
                None if entity.timestamps && is_timestamp(field) => Value::DateTime(now),
                None => match &field.default {
                    Some(default) => default.clone(),
                    None if field.optional => Value::Null,
                    None => return Err(invalid_value(entity, field, "set")),
                },
            };
            Ok((field.name.clone(), value))
        })
        .collect()
}

fn is_timestamp(field: &Field) -> bool {
    field.name == "createdAt" || field.name == "updatedAt"
}

/// Checks every value of the changes of an update, and adds `updatedAt`.
pub(crate) fn for_update(
    entity: &Entity,
    mut changes: Record,
    env: &Env,
) -> Result<Record, StoreError> {
    check(entity, &changes)?;
    if entity.timestamps && !changes.has("updatedAt") {
        changes.set("updatedAt", env.now());
    }
    Ok(changes)
}

fn check(entity: &Entity, record: &Record) -> Result<(), StoreError> {
    for (name, value) in record.iter() {
        let field = field_of(entity, name)?;
        if value.is_null() && !field.optional {
            return Err(invalid_value(entity, field, "set"));
        }
        if !value.fits(field.ty) {
            return Err(wrong_type(entity, field));
        }
    }
    Ok(())
}
