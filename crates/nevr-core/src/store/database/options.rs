//! How to open a database.

use std::time::Duration;

/// How to open a database.
#[derive(Clone, Debug)]
pub struct DatabaseOptions {
    /// Connections for reading; on PostgreSQL and MySQL, for all work. Those to a server are
    /// opened at the start and stay open.
    pub max_connections: u32,
    /// How long to wait for a place to write, for a connection, or for a row that somebody else is
    /// changing.
    pub acquire_timeout: Duration,
    /// Whether to make the SQLite file when it is not there. Databases on servers are made by those
    /// who run the server.
    pub create: bool,
}

impl Default for DatabaseOptions {
    fn default() -> Self {
        Self { max_connections: 10, acquire_timeout: Duration::from_secs(2), create: false }
    }
}
