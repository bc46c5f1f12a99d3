//! Everything that a config file switches on, as data and checked as a whole.
//!
//! - `sources`: the config file, `.env` and the environment, as they were read
//! - `file`: the config file as options of core and sections of plugins
//! - `description`: plugins, entities, endpoints and hooks, checked together
//! - `core_routes`, `entities`: what nevr itself and the config file declare
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
