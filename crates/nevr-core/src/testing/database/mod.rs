//! The database of a test, and statements on it from outside of the app.
//!
//! - `test_database`: the database of a test
//! - `server_database`: a schema or database on a server, dropped when the test ends; `name`: its name
//! - `server`: the connections that make and drop those
//! - `connection`: a connection beside those of the app
//! - `content`: definitions of tables, and numbers of rows
//! - `config`: a config changed to the database of the test

mod config;
mod connection;
mod content;
mod name;
mod server;
mod server_database;
mod test_database;

pub(super) use config::config_for;
pub use test_database::TestDatabase;
