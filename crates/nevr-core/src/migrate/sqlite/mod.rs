//! SQLite: how its catalogue is read, its statements are written and its lock is taken.

mod defaults;
mod dialect;
mod lock;
mod read;
mod statements;
mod words;

pub(super) use dialect::Sqlite;
