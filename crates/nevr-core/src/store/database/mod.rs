//! The connections to the database, and the runtime that they live on.
//!
//! - `database`: one handle over all of them
//! - `options`, `error`: how to open a database, and why that may fail
//! - `runtime`: the threads that units of work run on
//! - `connections`: the connections by what they are for
//! - `opened_file`: whether an SQLite file is still where it was opened
//! - `drivers`: the databases that the program can open
//! - `sqlite`: a file, with several readers and one writer at a time
//! - `server`: pools of connections to PostgreSQL and MySQL
//! - `postgresql`, `mysql`: how a session is set up, and what refused connections mean
//!
#![cfg_attr(
    not(all(feature = "sqlite", feature = "postgresql", feature = "mysql")),
    allow(dead_code, reason = "what is about files alone, or about servers alone")
)]

mod connections;
#[allow(clippy::module_inception, reason = "the database is what the folder is about")]
mod database;
mod drivers;
mod error;
#[cfg(feature = "mysql")]
mod mysql;
mod opened_file;
mod options;
#[cfg(feature = "postgresql")]
mod postgresql;
mod runtime;
#[cfg(any(feature = "mysql", feature = "postgresql"))]
mod server;
#[cfg(feature = "sqlite")]
mod sqlite;

pub use database::Database;
pub use error::{DatabaseLocation, OpenError};
pub use options::DatabaseOptions;
pub(super) use options::TRANSACTION_LIMIT;
