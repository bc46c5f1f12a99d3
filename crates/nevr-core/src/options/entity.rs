//! The app's own tables.

use indexmap::IndexMap;
use nevr_config::{FieldOptions, keys_are_names};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An entity that the config file declares.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(
    rename_all = "camelCase",
    default,
    deny_unknown_fields,
    expecting = "an entity such as `{ fields = { note = { type = \"text\" } } }`"
)]
#[non_exhaustive]
pub struct EntityOptions {
    /// The fields by name, in the order of the file.
    #[schemars(transform = keys_are_names)]
    pub fields: IndexMap<String, FieldOptions>,
}
