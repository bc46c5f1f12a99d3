//! Writing files without breaking any.
//!
//! - `create`: files that must not be there yet
//! - `update`: files that are replaced as a whole, and only if they change

mod create;
mod update;

pub(crate) use create::{Access, create};
pub(crate) use update::{Update, update};
