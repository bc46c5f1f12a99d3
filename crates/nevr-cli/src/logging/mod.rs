//! The log, to stderr.
//!
//! - `json_line`: a line for programs that collect logs
//! - `setup`: what is logged, in which form, and by which thread

mod json_line;
mod setup;

pub(crate) use setup::{Log, start};
