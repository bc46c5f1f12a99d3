//! SQLite: how its catalogue is read, its statements are written and its lock is taken.

mod catalogue;
mod columns;
mod defaults;
mod dialect;
mod lock;
mod statements;
mod unenforced;
mod unsupported;
mod words;

pub(crate) use dialect::Sqlite;
pub use lock::sqlite_is_busy;
