//! Options of opening a database.

use std::time::Duration;

/// The time limit of a unit of work. A server itself ends statements that take longer.
pub(crate) const TRANSACTION_LIMIT: Duration = Duration::from_secs(5);

/// Options of [`Database::open`](super::Database::open).
#[derive(Clone, Debug)]
pub struct DatabaseOptions {
    /// The number of connections: on SQLite for reading, on PostgreSQL and MySQL for all work.
    /// Those to a server are opened at the start and stay open.
    pub max_connections: u32,
    /// How long to wait for SQLite's one writer, for a connection, or for a row that another unit
    /// of work changes.
    pub acquire_timeout: Duration,
    /// Whether to create the SQLite file if it is missing. A database on a server is never created.
    pub create: bool,
}

impl Default for DatabaseOptions {
    fn default() -> Self {
        Self { max_connections: 10, acquire_timeout: Duration::from_secs(2), create: false }
    }
}
