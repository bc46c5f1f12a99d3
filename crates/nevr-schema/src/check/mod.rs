//! What makes a merged schema unusable, although each of its declarations is sound.
//!
//! - `check`: all of it
//! - `names`: names that differ only in case, or that a database keeps for itself
//! - `table_size`: more than a table can have
//! - `circles`: required references that no first row can satisfy

#[allow(clippy::module_inception, reason = "the check is what the folder is about")]
mod check;
mod circles;
mod names;
mod table_size;

pub use check::check;
