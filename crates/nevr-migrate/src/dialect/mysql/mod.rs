//! MySQL and MariaDB: their types and defaults, their statements, their catalogue and their lock.

mod catalogue;
mod columns;
mod defaults;
mod dialect;
mod done;
mod foreign_keys;
mod indexes;
mod queries;
mod server;
mod session;
mod statements;
mod types;

pub(crate) use dialect::Mysql;
pub(crate) use done::means_done;
pub(crate) use types::definition_of_type;
