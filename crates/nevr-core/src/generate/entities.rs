//! The merged schema as JSON, with the owner of every field.

use nevr_schema::{Entity, Origin, Schema};
use serde_json::{Value, json};

/// Returns the merged schema as JSON: entities and fields as lists, in the order of the tables and
/// columns. Each has its `owner` (a plugin's path, or `app` for the config file) and, if an option of
/// the config file caused it, that option as `declaredBy`.
pub fn entities(schema: &Schema) -> Value {
    json!({ "entities": schema.entities.values().map(entity).collect::<Vec<_>>() })
}

fn entity(entity: &Entity) -> Value {
    let fields: Vec<Value> =
        entity.fields.values().map(|field| with_origin(json!(field), &field.origin)).collect();
    let mut described = json!(entity);
    described["fields"] = fields.into();
    with_origin(described, &entity.origin)
}

fn with_origin(mut described: Value, origin: &Origin) -> Value {
    if let Some(option) = &origin.option {
        described["declaredBy"] = option.as_str().into();
    }
    described
}
