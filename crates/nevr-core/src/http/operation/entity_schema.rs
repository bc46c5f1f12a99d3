//! The JSON Schemas of entities and their fields.

use nevr_schema::{Entity, Field, FieldType};
use schemars::{Schema, json_schema};
use serde_json::{Map, Value};

/// Returns the JSON Schema of an entity's returned fields.
pub(crate) fn entity_schema(entity: &Entity) -> Schema {
    let returned = entity.fields.values().filter(|field| field.returned);
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for field in returned {
        properties.insert(field.name.to_string(), field_schema(field));
        required.push(field.name.to_string());
    }
    let mut schema = json_schema!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    if let Some(description) = &entity.description {
        schema.insert("description".into(), description.clone().into());
    }
    schema
}

/// Returns the JSON Schema of a field's value.
pub(crate) fn field_schema(field: &Field) -> Value {
    let mut schema = Map::new();
    let ty = match field.ty {
        FieldType::String | FieldType::Text | FieldType::DateTime => Some("string"),
        FieldType::Int => Some("integer"),
        FieldType::Boolean => Some("boolean"),
        FieldType::Json => None,
    };
    if let Some(ty) = ty {
        let ty = if field.optional { Value::from(vec![ty, "null"]) } else { ty.into() };
        schema.insert("type".into(), ty);
    }
    if field.ty == FieldType::DateTime {
        schema.insert("format".into(), "date-time".into());
    }
    if field.ty == FieldType::String {
        schema.insert("maxLength".into(), FieldType::STRING_LENGTH.into());
    }
    if let Some(description) = &field.description {
        schema.insert("description".into(), description.clone().into());
    }
    schema.into()
}
