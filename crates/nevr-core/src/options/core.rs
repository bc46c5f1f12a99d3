//! All of core's own options.

use indexmap::IndexMap;
use nevr_config::keys_are_names;
use schemars::{JsonSchema, Schema, schema_for};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{database::DatabaseConfig, entity::EntityOptions, server::ServerConfig};

/// What the file says besides plugins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[non_exhaustive]
pub struct CoreConfig {
    /// The folder that generated files are written to, seen from the config file.
    pub out_dir: String,
    /// Where the data is.
    pub database: DatabaseConfig,
    /// Where and how requests are answered.
    pub server: ServerConfig,
    /// Tables of the app itself, by name, in the order of the file.
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

/// The JSON Schema of the config file, as far as core knows it: below `plugins` everything goes,
/// until the plugins' own schemas are put in there.
pub fn core_schema() -> Schema {
    let mut schema = schema_for!(CoreConfig);
    schema.insert("title".to_owned(), "nevr.config.toml".into());
    if let Some(properties) = schema.get_mut("properties").and_then(|value| value.as_object_mut()) {
        properties.insert("plugins".to_owned(), json!({ "type": "object" }));
    }
    schema
}
