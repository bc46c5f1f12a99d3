//! What the sea-orm entities that `generate` writes are made of: moments, as each database keeps
//! them.
//!
//! - `wrapper`: what the types for one database have in common
//! - `sqlite_timestamp`, `mysql_timestamp`: those types
//! - `timestamp`: PostgreSQL, which needs none

mod mysql_timestamp;
mod sqlite_timestamp;
mod timestamp;
mod wrapper;

pub use crate::env::Timestamp;
pub use mysql_timestamp::MysqlTimestamp;
pub use sqlite_timestamp::SqliteTimestamp;
