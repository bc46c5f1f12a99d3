//! What is wrong with a config file, and how it is shown.
//!
//! - `problem`: one thing that is wrong
//! - `suggestion`: "did you mean …?"
//! - `render`: problems as text and as JSON
//! - `report`: all problems of one file

pub(crate) mod problem;
mod render;
#[allow(clippy::module_inception, reason = "the report is what the folder is about")]
pub(crate) mod report;
pub(crate) mod suggestion;
