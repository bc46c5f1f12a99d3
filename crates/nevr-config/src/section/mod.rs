//! The tables of a config file.
//!
//! - `section`: a table with its path and its places
//! - `document`: parses a file into its root section

pub(crate) mod document;
#[allow(clippy::module_inception, reason = "the section is what the folder is about")]
pub(crate) mod section;
