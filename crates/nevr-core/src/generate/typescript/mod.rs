//! The API as TypeScript types: what the client is typed with.
//!
//! - `document`: the file as a whole
//! - `tree`: the endpoints as a tree of their paths
//! - `keys`: what a part of a path is called in the client
//! - `names`: what components are called
//! - `convert`: from JSON Schema to types
//! - `types`: types as data
//! - `print`: types as text
//! - `comment`: descriptions as comments
//! - `quote`: names and texts that TypeScript can't mistake

mod comment;
mod convert;
mod document;
mod keys;
mod names;
mod print;
mod quote;
mod tree;
mod types;

pub use document::typescript;
pub use keys::segment_key;
