//! The types of time columns in the sea-orm entities that `nevr generate` writes.
//!
//! - `wrapper`: a macro for the types of one database
//! - `sqlite_timestamp`, `mysql_timestamp`: those types
//! - `timestamp`: PostgreSQL, where [`Timestamp`] itself is the type

mod mysql_timestamp;
mod sqlite_timestamp;
mod timestamp;
mod wrapper;

pub use crate::env::Timestamp;
pub use mysql_timestamp::MysqlTimestamp;
pub use sqlite_timestamp::SqliteTimestamp;
