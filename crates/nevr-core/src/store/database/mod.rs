//! The connections to the database, and the runtime that they live on.
//!
//! - `database`: one handle over all of them
//! - `options`, `error`: how to open a database, and why that may fail
//! - `runtime`: the threads that units of work run on
//! - `opened_file`: whether an SQLite file is still where it was opened
//! - `row`, `committed`: what reads and commits return
//! - `file`: SQLite, with several readers and one writer
//! - `executor`: what statements are sent to, a file or a server
//! - `connections`: the connections by what they are for
//! - `drivers`: the databases that the program can open
//! - `server`: pools of connections to PostgreSQL and MySQL
//! - `postgresql`, `mysql`: how a session is set up, and what refused connections mean
//!
#![cfg_attr(
    not(all(feature = "sqlite", feature = "postgresql", feature = "mysql")),
    allow(dead_code, reason = "what is about files alone, or about servers alone")
)]
#![cfg_attr(
    not(feature = "sqlite"),
    allow(clippy::unnecessary_wraps, clippy::unused_async, reason = "a file answers otherwise")
)]

mod committed;
mod connections;
#[allow(clippy::module_inception, reason = "the database is what the folder is about")]
mod database;
mod drivers;
mod error;
mod executor;
#[cfg(feature = "sqlite")]
mod file;
#[cfg(feature = "mysql")]
mod mysql;
mod opened_file;
mod options;
#[cfg(feature = "postgresql")]
mod postgresql;
mod row;
mod runtime;
#[cfg(any(feature = "mysql", feature = "postgresql"))]
mod server;

pub(super) use committed::Committed;
pub use database::Database;
pub use error::{DatabaseLocation, OpenError};
pub(super) use executor::{Executor, Transaction};
#[cfg(feature = "testing")]
pub use file::FileAccess;
#[cfg(feature = "sqlite")]
pub(super) use file::{QueuedSet, Statements, Writer};
pub use options::DatabaseOptions;
pub(super) use options::TRANSACTION_LIMIT;
pub(super) use row::{Reach, Row};
