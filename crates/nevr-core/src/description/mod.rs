//! The checked union of everything that a config file switches on.
//!
//! - `sources`: what it is made of: the config file, `.env`, the environment
//! - `file`: the config file, from text to options and sections
//! - `description`: plugins, entities, endpoints and hooks, checked together
//! - `core_routes`, `entities`: what core itself and the config file declare
//! - `config_schema`: the JSON Schema of the config file

mod config_schema;
mod core_routes;
#[allow(clippy::module_inception, reason = "the description is what the folder is about")]
mod description;
mod entities;
mod file;
mod sources;

pub use config_schema::config_schema;
pub use description::Description;
pub use file::Config;
pub use sources::{Sources, SourcesError};
