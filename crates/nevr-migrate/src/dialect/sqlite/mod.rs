//! SQLite: its types and defaults, its statements, its catalogue and its lock.

mod catalogue;
mod columns;
mod defaults;
mod dialect;
mod lock;
mod row_counts;
mod statements;
mod unenforced;
mod unsupported;
mod words;

pub(crate) use dialect::Sqlite;
pub use lock::sqlite_is_busy;
