//! sea-orm entities for own Rust code.
//!
//! - `files`: the files, and how to know one
//! - `names`: what entities and fields are called in Rust
//! - `skeleton`: what sea-orm-codegen makes of an entity
//! - `model`: what it does not know: types of times, hidden fields, descriptions
//! - `relations`: references, from both ends
//! - `document`: descriptions as documentation
//! - `format`: files as rustfmt would have them

mod document;
mod files;
mod format;
mod model;
mod names;
mod relations;
mod skeleton;

pub use files::{EntityFilesError, entity_files, is_entity_file};
