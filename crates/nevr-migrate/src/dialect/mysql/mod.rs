//! MySQL and MariaDB: their words for a schema, how their catalogue is read, their statements are
//! written and their lock is taken.

mod catalogue;
mod columns;
mod defaults;
mod dialect;
mod foreign_keys;
mod indexes;
mod queries;
mod server;
mod session;
mod statements;
mod types;

pub(crate) use dialect::Mysql;
pub(crate) use types::definition_of_type;
