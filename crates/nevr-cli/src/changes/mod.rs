//! How schema changes, losses and refusals are reported.
//!
//! - `json`: for programs
//! - `lines`: for people

pub(crate) mod json;
pub(crate) mod lines;
