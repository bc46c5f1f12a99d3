//! What a handler may take.

mod address;
#[allow(clippy::module_inception, reason = "the argument is what the folder is about")]
mod argument;
mod checks;
mod entity_io;

pub use argument::{Argument, Arguments, Incoming, Json, Path, Query};
pub use checks::{Checks, Invalid, InvalidValue};
pub(crate) use entity_io::entity_schema;
pub use entity_io::{JsonChanges, JsonWith, Returned};
