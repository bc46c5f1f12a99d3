//! sea-orm entities for the Rust code of an app.
//!
//! - `files`: the files, and how to recognize one
//! - `names`: what entities and fields are called in Rust
//! - `skeleton`: the files as sea-orm-codegen writes them
//! - `model`: what it leaves out: types of times, hidden fields, descriptions
//! - `relations`: references, from both ends
//! - `document`: descriptions as documentation
//! - `format`: the layout that rustfmt would give a file

mod document;
mod files;
mod format;
mod model;
mod names;
mod relations;
mod skeleton;

pub use files::{EntityFilesError, entity_files, is_entity_file};
