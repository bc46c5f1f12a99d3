//! Printing: results go to stdout, problems to stderr.
//!
//! - `background`: a stream that a thread of its own writes to, for servers
//! - `stream`: stdout and stderr, written to directly or in the background
//! - `output`: what commands print, for people or as JSON

mod background;
#[allow(clippy::module_inception, reason = "the output is what the folder is about")]
mod output;
mod stream;

pub(crate) use background::LossNotice;
pub(crate) use output::Output;
