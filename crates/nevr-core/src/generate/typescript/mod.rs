//! The API type: the endpoints as TypeScript types, for the TypeScript client.
//!
//! - `document`: the file as a whole
//! - `tree`: the endpoints as a tree of their paths
//! - `keys`: the keys of path segments in the client
//! - `names`: the names of components
//! - `convert`: from JSON Schema to types
//! - `types`: types as data
//! - `print`: types as text
//! - `comment`: descriptions as comments
//! - `quote`: names and strings, quoted

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
