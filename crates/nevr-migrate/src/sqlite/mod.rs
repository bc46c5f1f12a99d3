//! SQLite: how its catalogue is read, its statements are written and its lock is taken.

mod apart;
mod defaults;
mod dialect;
mod lock;
mod read;
mod statements;
mod text;
mod unspoken;
mod words;

pub(crate) use dialect::Sqlite;
pub use lock::sqlite_is_busy;
