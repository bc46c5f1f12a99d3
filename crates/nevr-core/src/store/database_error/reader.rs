//! What is read from an error of a database.

use sqlx::error::DatabaseError;

/// How the errors of one database are read. The functions return nothing for another database's.
pub(super) struct Reader {
    pub(super) failure: fn(&dyn DatabaseError) -> Option<Failure>,
    /// The unique index that refused a row.
    pub(super) unique_index: fn(&dyn DatabaseError) -> Option<UniqueIndex<'_>>,
    /// The name of the foreign key that refused a row, if the error contains it.
    pub(super) foreign_key: fn(&dyn DatabaseError) -> Option<&str>,
}

/// A unique index, as a database's error names it.
#[cfg_attr(
    not(all(feature = "mysql", feature = "postgresql", feature = "sqlite")),
    allow(dead_code, reason = "each database names it in one way")
)]
pub(super) enum UniqueIndex<'e> {
    Name(&'e str),
    Columns(String, Vec<String>),
}

/// The kinds of failure that callers can tell apart.
#[cfg_attr(
    not(all(feature = "mysql", feature = "postgresql", feature = "sqlite")),
    allow(dead_code, reason = "not every database fails in every way")
)]
pub(super) enum Failure {
    Unique(String, Vec<String>),
    /// With the field that refers to nothing, if the error names it.
    MissingReference(Option<String>),
    Contention,
    /// The connection can't be used any more; a new one may work.
    StaleConnection,
    Unavailable,
    Other,
}
