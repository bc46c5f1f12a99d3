//! From an error of a database to one of the store.

use nevr_schema::{Entity, Field, Name, foreign_key_name};
use sea_orm::{DbErr, RuntimeErr, SqlxError};
use sqlx::error::DatabaseError;

#[cfg(feature = "mysql")]
use super::mysql;
#[cfg(feature = "postgresql")]
use super::postgresql;
use super::reader::{Failure, Reader, UniqueIndex};
#[cfg(feature = "sqlite")]
use super::sqlite;
use crate::{store::error::StoreError, wire::Detail};

/// How each database's errors are read.
const READERS: &[Reader] = &[
    #[cfg(feature = "mysql")]
    mysql::READER,
    #[cfg(feature = "postgresql")]
    postgresql::READER,
    #[cfg(feature = "sqlite")]
    sqlite::READER,
];

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

    /// Returns whether the connection can't be used any more, while a new one may work: it broke, or
    /// it holds a prepared statement whose columns have changed their types since, because a
    /// migration ran beside this process (PostgreSQL refuses such a statement from then on).
    pub(crate) fn is_stale_connection(&self) -> bool {
        let Self::Unavailable(DbErr::Exec(error) | DbErr::Query(error)) = self else {
            return false;
        };
        let RuntimeErr::SqlxError(error) = error else { return false };
        matches!(failure_of(error, None), Failure::StaleConnection)
    }

    /// Creates the error of a row of `written` whose `fields` refer to nothing.
    pub(in crate::store) fn missing_reference(
        written: Option<&Entity>,
        fields: Vec<String>,
        source: DbErr,
    ) -> Self {
        let entity = written.map(|entity| entity.name.to_string()).unwrap_or_default();
        let details = details(written, &fields, Detail::unknown_reference);
        Self::MissingReference { entity, fields, details, source: Box::new(source) }
    }

    fn classify(error: DbErr, written: Option<&Entity>) -> Self {
        let failure = match &error {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Failure::Unavailable,
            DbErr::Exec(RuntimeErr::SqlxError(error))
            | DbErr::Query(RuntimeErr::SqlxError(error)) => failure_of(error, written),
            _ => Failure::Other,
        };
        match failure {
            Failure::Unique(entity, fields) => {
                let details = details(written, &fields, Detail::taken);
                Self::Conflict { entity, fields, details }
            }
            Failure::MissingReference(field) => {
                Self::missing_reference(written, field.into_iter().collect(), error)
            }
            Failure::Contention => Self::Contended(error),
            Failure::StaleConnection | Failure::Unavailable => Self::Unavailable(error),
            Failure::Other => Self::Database(error),
        }
    }
}

fn failure_of(error: &SqlxError, written: Option<&Entity>) -> Failure {
    match error {
        SqlxError::Database(error) if error.is_unique_violation() => {
            let fields = unique_fields(error.as_ref(), written);
            fields.map_or(Failure::Other, |(entity, fields)| Failure::Unique(entity, fields))
        }
        SqlxError::Database(error) if error.is_foreign_key_violation() => {
            let field = written.and_then(|entity| referring_field(error.as_ref(), entity));
            Failure::MissingReference(field)
        }
        SqlxError::Database(error) => failure_of_database(error.as_ref()),
        SqlxError::Io(_) | SqlxError::Protocol(_) | SqlxError::Tls(_) => Failure::StaleConnection,
        SqlxError::PoolTimedOut | SqlxError::PoolClosed | SqlxError::WorkerCrashed => {
            Failure::Unavailable
        }
        _ => Failure::Other,
    }
}

fn failure_of_database(error: &dyn DatabaseError) -> Failure {
    READERS.iter().find_map(|reader| (reader.failure)(error)).unwrap_or(Failure::Other)
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

/// Returns the field whose foreign key refused a row.
fn referring_field(error: &dyn DatabaseError, written: &Entity) -> Option<String> {
    let key = READERS.iter().find_map(|reader| (reader.foreign_key)(error))?;
    let refers = |field: &&Field| field.reference.is_some();
    let is_of = |field: &&Field| {
        // MySQL may store names in lower case.
        foreign_key_name(&written.name, &field.name).eq_ignore_ascii_case(key)
    };
    written.fields.values().filter(refers).find(is_of).map(|field| field.name.to_string())
}

/// Returns a detail for each of the fields that clients may set.
fn details(
    written: Option<&Entity>,
    fields: &[String],
    detail: impl Fn(String) -> Detail,
) -> Vec<Detail> {
    let is_input = |name: &&String| {
        let field = written.and_then(|entity| entity.field(name));
        field.is_some_and(|field| field.input)
    };
    fields.iter().filter(is_input).map(|name| detail(name.clone())).collect()
}
