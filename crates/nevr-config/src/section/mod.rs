//! The tables of a config file.
//!
//! - `section`: a table with its path and its places
//! - `document`: parses a file into its root section
//! - `first_key`: where a key that is written twice is written first

pub(crate) mod document;
mod first_key;
#[allow(clippy::module_inception, reason = "the section is what the folder is about")]
pub(crate) mod section;
