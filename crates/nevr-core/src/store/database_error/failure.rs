//! The kinds of failure, and the errors of the store that they become.

use nevr_schema::{Entity, Name};
use sea_orm::{DbErr, RuntimeErr, SqlxError};
use sqlx::error::DatabaseError;

#[cfg(feature = "mysql")]
use super::mysql;
#[cfg(feature = "postgresql")]
use super::postgresql;
#[cfg(feature = "sqlite")]
use super::sqlite;
use crate::store::error::StoreError;

/// How each database's errors are read.
const READERS: &[Reader] = &[
    #[cfg(feature = "mysql")]
    mysql::READER,
    #[cfg(feature = "postgresql")]
    postgresql::READER,
    #[cfg(feature = "sqlite")]
    sqlite::READER,
];

/// How the errors of one database are read. Both functions return nothing for another database's.
pub(super) struct Reader {
    pub(super) failure: fn(&dyn DatabaseError) -> Option<Failure>,
    /// The unique index that refused a row.
    pub(super) unique_index: fn(&dyn DatabaseError) -> Option<UniqueIndex<'_>>,
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
    MissingReference,
    Contention,
    /// The connection holds a prepared statement whose columns have changed their types since.
    Outdated,
    Unavailable,
    Other,
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        Self::classify(error, None)
    }
}

impl StoreError {
    /// Classifies an error of a statement that writes rows of `entity`.
    pub(in crate::store) fn from_write(error: DbErr, entity: &Entity) -> Self {
        Self::classify(error, Some(entity))
    }

    /// Returns whether the connection holds a prepared statement whose columns have changed their
    /// types since, because a migration ran beside this process. PostgreSQL refuses the statement
    /// from then on; only a new connection helps.
    pub(crate) fn is_outdated(&self) -> bool {
        let Self::Unavailable(DbErr::Query(RuntimeErr::SqlxError(error))) = self else {
            return false;
        };
        error
            .as_database_error()
            .is_some_and(|error| matches!(Failure::of_database(error), Failure::Outdated))
    }

    fn classify(error: DbErr, written: Option<&Entity>) -> Self {
        let failure = match &error {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Failure::Unavailable,
            DbErr::Exec(RuntimeErr::SqlxError(error))
            | DbErr::Query(RuntimeErr::SqlxError(error)) => Failure::of(error, written),
            _ => Failure::Other,
        };
        match failure {
            Failure::Unique(entity, fields) => Self::Conflict { entity, fields },
            Failure::MissingReference => Self::MissingReference(error),
            Failure::Contention => Self::Contended(error),
            Failure::Outdated | Failure::Unavailable => Self::Unavailable(error),
            Failure::Other => Self::Database(error),
        }
    }
}

impl Failure {
    fn of(error: &SqlxError, written: Option<&Entity>) -> Self {
        match error {
            SqlxError::Database(error) if error.is_unique_violation() => {
                let fields = unique_fields(error.as_ref(), written);
                fields.map_or(Self::Other, |(entity, fields)| Self::Unique(entity, fields))
            }
            SqlxError::Database(error) if error.is_foreign_key_violation() => {
                Self::MissingReference
            }
            SqlxError::Database(error) => Self::of_database(error.as_ref()),
            SqlxError::Io(_)
            | SqlxError::Protocol(_)
            | SqlxError::PoolTimedOut
            | SqlxError::PoolClosed
            | SqlxError::WorkerCrashed
            | SqlxError::Tls(_) => Self::Unavailable,
            _ => Self::Other,
        }
    }

    fn of_database(error: &dyn DatabaseError) -> Self {
        READERS.iter().find_map(|reader| (reader.failure)(error)).unwrap_or(Self::Other)
    }
}

/// Returns the entity and the fields of the unique index that refused a row.
fn unique_fields(
    error: &dyn DatabaseError,
    written: Option<&Entity>,
) -> Option<(String, Vec<String>)> {
    match READERS.iter().find_map(|reader| (reader.unique_index)(error))? {
        UniqueIndex::Columns(entity, fields) => Some((entity, fields)),
        UniqueIndex::Name(index) => {
            let entity = written?;
            let fields = entity.fields_of_index(index)?;
            Some((entity.name.to_string(), fields.iter().map(Name::to_string).collect()))
        }
    }
}
