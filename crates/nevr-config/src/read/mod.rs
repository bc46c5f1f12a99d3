//! Reads a section into a type, and finds everything that is wrong with it.
//!
//! - `section`: [`Section::read`](crate::Section::read) and
//!   [`Section::as_written`](crate::Section::as_written)
//! - `recovery`: reads again without the failed entry, until all problems are found
//! - `annotation_checks`: the checks that annotations of the JSON Schema ask for
//! - `expansion`: replaces `${NAME}` by its value
//! - `defaults`: completes tables that are written in part
//! - `written`: a section as JSON, without the values of variables
//! - `deserializer`, `error`: serde over the tree
//! - `wording`: what the problems say

mod annotation_checks;
mod defaults;
mod deserializer;
mod error;
mod expansion;
mod recovery;
mod section;
mod wording;
mod written;
