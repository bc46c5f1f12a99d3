//! Classifies the errors of the databases as errors of the store.

use nevr_schema::{Entity, Field, Name, foreign_key_name};
use sea_orm::{DbErr, RuntimeErr, SqlxError};
use sqlx::{error::DatabaseError, mysql::MySqlDatabaseError, postgres::PgDatabaseError};

use super::error::StoreError;
use crate::wire::Detail;

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        Self::classify(error, None)
    }
}

impl StoreError {
    /// Classifies an error of a statement that writes rows of `entity`.
    pub(super) fn from_write(error: DbErr, entity: &Entity) -> Self {
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
            .and_then(|error| error.try_downcast_ref::<PgDatabaseError>())
            .is_some_and(is_outdated)
    }

    /// Creates the error of a row of `written` whose `fields` refer to nothing.
    pub(super) fn missing_reference(
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
            | DbErr::Query(RuntimeErr::SqlxError(error)) => Failure::of(error, written),
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
            Failure::Unavailable => Self::Unavailable(error),
            Failure::Other => Self::Database(error),
        }
    }
}

/// The kinds of failure that callers can tell apart.
enum Failure {
    Unique(String, Vec<String>),
    /// With the field that refers to nothing, if the error names it.
    MissingReference(Option<String>),
    Contention,
    Unavailable,
    Other,
}

impl Failure {
    fn of(error: &SqlxError, written: Option<&Entity>) -> Self {
        match error {
            SqlxError::Database(error) if error.is_unique_violation() => {
                let fields = unique_fields(error.as_ref(), written);
                fields.map_or(Self::Other, |(entity, fields)| Self::Unique(entity, fields))
            }
            SqlxError::Database(error) if error.is_foreign_key_violation() => {
                let field = written.and_then(|entity| referring_field(error.as_ref(), entity));
                Self::MissingReference(field)
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
        if let Some(error) = error.try_downcast_ref::<PgDatabaseError>() {
            let outdated = is_outdated(error);
            return if outdated { Self::Unavailable } else { Self::of_postgresql(error.code()) };
        }
        if let Some(error) = error.try_downcast_ref::<MySqlDatabaseError>() {
            return Self::of_mysql(error.number());
        }
        error.code().and_then(|code| code.parse().ok()).map_or(Self::Other, Self::of_sqlite)
    }

    /// The low byte is the primary code: PERM, BUSY, LOCKED, NOMEM, READONLY, IOERR, FULL,
    /// CANTOPEN, PROTOCOL (<https://sqlite.org/rescode.html>). Corruption is not among them: trying
    /// again does not help.
    fn of_sqlite(code: i32) -> Self {
        match code & 0xff {
            3 | 5..=8 | 10 | 13..=15 => Self::Unavailable,
            _ => Self::Other,
        }
    }

    /// <https://www.postgresql.org/docs/current/errcodes-appendix.html>
    fn of_postgresql(code: &str) -> Self {
        match code {
            "40001" | "40P01" => Self::Contention,
            // In this order: a read-only server; a session that was idle for too long; a lock that
            // was not free in time; a statement that took too long; an I/O error.
            "25006" | "25P03" | "55P03" | "57014" | "58030" => Self::Unavailable,
            // Classes: connection failures; memory, disk or connections exhausted; the server shuts
            // down or starts up.
            _ if ["08", "53", "57P"].iter().any(|class| code.starts_with(class)) => {
                Self::Unavailable
            }
            _ => Self::Other,
        }
    }

    /// <https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html>,
    /// <https://mariadb.com/kb/en/mariadb-error-code-reference/>
    fn of_mysql(number: u16) -> Self {
        match number {
            // A deadlock; a row that has changed since it was read (MariaDB).
            1213 | 1020 => Self::Contention,
            // A lock that was not free in time; too many locks; a lock requested with NOWAIT.
            1205 | 1206 | 3572
            // The disk or a table is full; out of memory.
            | 1021 | 1114 | 1037 | 1038 | 1041
            // Too many connections, in all or of this user.
            | 1040 | 1203 | 1226
            // The server shuts down; the connection or the statement was killed; a node has left
            // its cluster.
            | 1053 | 1927 | 1317 | 1047
            // Broken connections.
            | 1152..=1161 | 1184
            // Read-only.
            | 1290 | 1792 | 1836
            // A statement that took too long (MariaDB, MySQL).
            | 1969 | 3024 => Self::Unavailable,
            _ => Self::Other,
        }
    }
}

/// The code is `feature_not_supported`; only the name of the server's function tells the reason.
fn is_outdated(error: &PgDatabaseError) -> bool {
    error.code() == "0A000" && error.routine() == Some("RevalidateCachedQuery")
}

/// Returns the entity and the fields of the unique index that refused a row.
fn unique_fields(
    error: &dyn DatabaseError,
    written: Option<&Entity>,
) -> Option<(String, Vec<String>)> {
    let index = if let Some(error) = error.try_downcast_ref::<PgDatabaseError>() {
        error.constraint()?
    } else if error.try_downcast_ref::<MySqlDatabaseError>().is_some() {
        index_in(error.message())?
    } else {
        return columns_in(error.message());
    };
    let entity = written?;
    let fields = entity.fields_of_index(index)?;
    Some((entity.name.to_string(), fields.iter().map(Name::to_string).collect()))
}

/// Returns the field whose foreign key refused a row; `None` on SQLite, whose error does not name it.
fn referring_field(error: &dyn DatabaseError, written: &Entity) -> Option<String> {
    let key = if let Some(error) = error.try_downcast_ref::<PgDatabaseError>() {
        error.constraint()?
    } else {
        constraint_in(error.message())?
    };
    let refers = |field: &&Field| field.reference.is_some();
    let is_of = |field: &&Field| {
        // MySQL may store names in lower case.
        foreign_key_name(&written.name, &field.name).eq_ignore_ascii_case(key)
    };
    written.fields.values().filter(refers).find(is_of).map(|field| field.name.to_string())
}

/// Returns the foreign key named in ``… fails (`app`.`user`, CONSTRAINT `user_teamId_fkey` FOREIGN KEY
/// …``.
fn constraint_in(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once("CONSTRAINT `")?;
    rest.split_once('`').map(|(name, _)| name)
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

/// Returns the index named in `Duplicate entry 'ann@example.com' for key 'user_email_key'`. MySQL
/// puts the table before the name, MariaDB does not. The entry is text of the client's, which may
/// contain `for key '` itself, so the last occurrence counts.
fn index_in(message: &str) -> Option<&str> {
    let (_, key) = message.rsplit_once("for key '")?;
    let key = key.strip_suffix('\'')?;
    Some(key.rsplit_once('.').map_or(key, |(_, name)| name))
}

/// Returns the columns named in `UNIQUE constraint failed: account.providerId, account.accountId`.
fn columns_in(message: &str) -> Option<(String, Vec<String>)> {
    let (_, columns) = message.rsplit_once("failed: ")?;
    let mut entity = None;
    let mut fields = Vec::new();
    for column in columns.split(", ") {
        let (table, field) = column.split_once('.')?;
        entity = Some(table.to_owned());
        fields.push(field.to_owned());
    }
    Some((entity?, fields))
}
