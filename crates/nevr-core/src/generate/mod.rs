//! Documents and files that follow from a description.
//!
//! - `openapi`: the OpenAPI document
//! - `entities`: the merged schema as JSON
//! - `files`: the files that `nevr generate` writes
//! - `rust`: sea-orm entities, with the feature `codegen`
//! - `typescript`: the API as TypeScript types
//! - `text`: JSON as text

mod entities;
mod files;
mod openapi;
#[cfg(feature = "codegen")]
mod rust;
mod text;
mod typescript;

pub use entities::entities;
pub use files::{GeneratedFile, files};
pub use openapi::openapi;
#[cfg(feature = "codegen")]
pub use rust::{EntityFilesError, entity_files, is_entity_file};
pub use text::json_text;
pub use typescript::{segment_key, typescript};
