//! Documents and files that follow from a description.
//!
//! - `openapi`: the OpenAPI document
//! - `entities`: the merged schema
//! - `config_schema`: the JSON Schema of the config file
//! - `files`: all of it as files
//! - `text`: JSON as text

mod config_schema;
mod entities;
mod files;
mod openapi;
mod text;

pub use config_schema::config_schema;
pub use entities::entities;
pub use files::{GeneratedFile, files};
pub use openapi::openapi;
pub use text::json_text;
