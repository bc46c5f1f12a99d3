//! PostgreSQL: its words for a schema, how its catalogue is read, its statements are written and
//! its lock is taken.

mod catalogue;
mod defaults;
mod dialect;
mod foreign_keys;
mod queries;
mod session;
mod statements;
mod types;

pub(crate) use dialect::Postgresql;
