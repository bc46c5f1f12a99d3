//! Everything that differs between databases.
//!
//! - `interface`: what a dialect does
//! - `operation`: one change of a database, from which a dialect writes statements
//! - `sql`, `wanted`, `constant`: statements, columns and defaults, as far as dialects agree
//! - `transaction`: a transaction that is begun for the lock
//! - `layout`: breaks statements into lines
//! - `sqlite`, `postgresql`, `mysql`: the dialects
//! - `choice`: which dialect a database has

mod choice;
mod constant;
mod interface;
mod layout;
mod mysql;
mod operation;
mod postgresql;
mod sql;
mod sqlite;
mod transaction;
mod wanted;

pub(super) use choice::{dialect, dialect_of, provider_of};
pub(super) use interface::Dialect;
pub(super) use layout::one_column_a_line;
pub(super) use mysql::{definition_of_type, means_done};
pub(super) use operation::Operation;
pub use sqlite::sqlite_is_busy;
