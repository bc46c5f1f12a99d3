//! All of core's own options.

use indexmap::IndexMap;
use nevr_config::{keys_are_names, written_out};
use schemars::{JsonSchema, Schema, schema_for};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{database::DatabaseConfig, entity::EntityOptions, server::ServerConfig};

/// The options of the file besides plugins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[non_exhaustive]
pub struct CoreConfig {
    /// The folder for generated files, relative to the config file.
    #[schemars(transform = written_out)]
    pub out_dir: String,
    /// The database.
    pub database: DatabaseConfig,
    /// The HTTP server.
    pub server: ServerConfig,
    /// The app's own tables by name, in the order of the file.
    #[schemars(transform = keys_are_names)]
    pub entities: IndexMap<String, EntityOptions>,
}

impl Default for CoreConfig {
    fn default() -> Self {
        Self {
            out_dir: "./generated".to_owned(),
            database: DatabaseConfig::default(),
            server: ServerConfig::default(),
            entities: IndexMap::new(),
        }
    }
}

/// Returns the JSON Schema of core's own options. It allows anything below `plugins`: the schemas of
/// the plugins are added there by [`config_schema`](crate::description::config_schema).
pub fn core_schema() -> Schema {
    let mut schema = schema_for!(CoreConfig);
    schema.insert("title".to_owned(), "nevr.config.toml".into());
    if let Some(properties) = schema.get_mut("properties").and_then(|value| value.as_object_mut()) {
        properties.insert("plugins".to_owned(), json!({ "type": "object" }));
    }
    schema
}
