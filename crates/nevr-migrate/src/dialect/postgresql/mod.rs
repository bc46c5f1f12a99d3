//! PostgreSQL: its types and defaults, its statements, its catalogue and its lock.

mod catalogue;
mod defaults;
mod dialect;
mod foreign_keys;
mod queries;
mod row_counts;
mod session;
mod statements;
mod types;

pub(crate) use dialect::Postgresql;
