//! A database for each test, and looking at it from the side.
//!
//! - `own`: the test's own database, made and dropped
//! - `place`: a schema or database on a server, as long as the test runs
//! - `name`: what those are called
//! - `server`: the servers that make and drop those
//! - `connection`: a connection of somebody else
//! - `content`: tables and rows
//! - `config`: telling a config which database the test is on

mod config;
mod connection;
mod content;
mod name;
mod server;
mod server_database;
mod test_database;

pub(super) use config::config_for;
pub use test_database::TestDatabase;
