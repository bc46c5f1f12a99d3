//! Writing files safely.
//!
//! - `error`: why a file could not be read or written
//! - `create`: writes a file that must not exist yet
//! - `update`: replaces files as a whole, and only when their content changes

mod create;
mod error;
mod update;

pub(crate) use create::{Access, create};
pub(crate) use error::FileError;
pub(crate) use update::{Replacement, Update, update};
