//! The JSON Schema of the config file, for completion and checks in editors.

use std::any::TypeId;

use nevr_config::allow_references;
use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use crate::{
    options::CoreConfig,
    plugin::{RegisteredType, Registry, Root},
};

/// Returns the JSON Schema of a whole config file: core's options, and below `plugins` those of every
/// registered plugin, sub-plugins below their hosts.
pub fn config_schema(registry: &Registry) -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = CoreConfig::json_schema(&mut generator);
    let plugins = plugins(registry, TypeId::of::<Root>(), &mut generator);
    add_option(&mut schema, "plugins", plugins.unwrap_or_else(|| table(&Map::new())));
    schema.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
    schema.insert("title".into(), "nevr.config.toml".into());
    schema.insert("description".into(), "The config file of an app.".into());
    schema.insert("$defs".into(), generator.take_definitions(true).into());
    let mut schema = schema.to_value();
    allow_references(&mut schema);
    schema
}

/// Returns the schema of a host's `plugins`; `None` if it hosts no plugins.
fn plugins(registry: &Registry, host: TypeId, generator: &mut SchemaGenerator) -> Option<Value> {
    let sections: Map<String, Value> = registry
        .hosted_by(host)
        .map(|registered| (registered.id.to_owned(), section(registry, registered, generator)))
        .collect();
    (!sections.is_empty()).then(|| table(&sections))
}

/// Returns the schema of a plugin's section: its options, and its sub-plugins.
fn section(
    registry: &Registry,
    registered: &RegisteredType,
    generator: &mut SchemaGenerator,
) -> Value {
    let mut schema = (registered.options_schema)(generator);
    if let Some(plugins) = plugins(registry, registered.ty, generator) {
        add_option(&mut schema, "plugins", plugins);
    }
    schema.to_value()
}

fn add_option(schema: &mut Schema, name: &str, option: Value) {
    let properties = schema.ensure_object().entry("properties").or_insert_with(|| json!({}));
    if let Some(properties) = properties.as_object_mut() {
        properties.insert(name.to_owned(), option);
    }
}

fn table(properties: &Map<String, Value>) -> Value {
    json!({
        "type": "object",
        "description": "The plugins that are switched on.",
        "properties": properties,
        "additionalProperties": false,
    })
}
