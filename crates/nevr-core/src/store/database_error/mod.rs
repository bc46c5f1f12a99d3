//! Classifies the errors of the databases as errors of the store.
//!
//! - `reader`: what is read from an error of a database
//! - `mysql`, `postgresql`, `sqlite`: how it is read from the errors of that database
//! - `file`: errors of rusqlite, as those of sqlx
//! - `classify`: the error of the store that it becomes

mod classify;
#[cfg(feature = "sqlite")]
mod file;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgresql")]
mod postgresql;
mod reader;
#[cfg(feature = "sqlite")]
mod sqlite;

#[cfg(feature = "sqlite")]
pub(super) use file::{
    connecting_failed, connection_closed, is_busy, is_interrupted, statement_failed,
};
