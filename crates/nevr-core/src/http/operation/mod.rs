//! What an endpoint takes and returns, as data.

#[allow(clippy::module_inception, reason = "the operation is what the folder is about")]
mod operation;

pub(crate) use operation::Schemas;
pub use operation::{Describe, Operation, SessionUse};
