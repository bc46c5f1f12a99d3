//! Finds entities and fields by name, and makes the errors for names and values that do not fit.

use nevr_schema::{Entity, Field, FieldType, Name, Schema};

use super::error::StoreError;

/// Returns the entity of this name, or [`StoreError::UnknownEntity`].
pub(super) fn entity_of<'s>(schema: &'s Schema, name: &str) -> Result<&'s Entity, StoreError> {
    schema.entity(name).ok_or_else(|| StoreError::UnknownEntity(name.to_owned()))
}

/// Returns the entity's field of this name, or [`StoreError::UnknownField`].
pub(super) fn field_of<'e>(entity: &'e Entity, name: &Name) -> Result<&'e Field, StoreError> {
    entity.field(name).ok_or_else(|| unknown_field(entity, name))
}

/// Returns the error for a field that the entity does not have.
pub(super) fn unknown_field(entity: &Entity, field: &str) -> StoreError {
    StoreError::UnknownField { entity: entity.name.to_string(), field: field.to_owned() }
}

/// Returns the error for a value of another type than its field's.
pub(super) fn wrong_type(entity: &Entity, field: &Field) -> StoreError {
    invalid_value(entity, field, expected(field.ty))
}

/// Returns the error for a value that its field can't hold; the message reads "… is not
/// `expected`".
pub(super) fn invalid_value(entity: &Entity, field: &Field, expected: &'static str) -> StoreError {
    StoreError::InvalidValue {
        entity: entity.name.to_string(),
        field: field.name.to_string(),
        expected,
    }
}

/// Returns what a value of this type must be.
pub(super) fn expected(ty: FieldType) -> &'static str {
    match ty {
        FieldType::String => "text of at most 255 characters without NUL",
        FieldType::Text => "text without NUL",
        FieldType::Int => "a whole number",
        FieldType::Boolean => "a boolean",
        FieldType::DateTime => "a time",
        FieldType::Json => "JSON without NUL in its texts",
    }
}
