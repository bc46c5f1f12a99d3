//! The connections to the database, and the runtime that they live on.
//!
//! - `database`: one handle over all of them
//! - `options`, `error`: how to open a database, and why that may fail
//! - `runtime`: the threads that units of work run on
//! - `sqlite`: a file, with several readers and one writer at a time
//! - `server`: pools of connections to PostgreSQL and MySQL
//! - `postgresql`, `mysql`: how a session is set up, and what refused connections mean

#[allow(clippy::module_inception, reason = "the database is what the folder is about")]
mod database;
mod error;
mod mysql;
mod options;
mod postgresql;
mod runtime;
mod server;
mod sqlite;

pub use database::Database;
pub use error::{DatabaseLocation, OpenError};
pub use options::DatabaseOptions;
pub(super) use server::TRANSACTION_LIMIT;
