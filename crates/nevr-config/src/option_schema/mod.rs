//! The JSON Schema of the options: what it requires of a value beside its type, and which
//! options there are in the whole file.
//!
//! - `annotations`: nevr's own keywords in a schema
//! - `subschemas`: walks down a schema along with a value
//! - `references`: where an editor may see `${NAME}`
//! - `known_options`: every option of the file, by its table
//! - `name_rule`: what a name of an entity or a field is made of

pub(crate) mod annotations;
pub(crate) mod known_options;
pub(crate) mod name_rule;
pub(crate) mod references;
pub(crate) mod subschemas;
