//! Errors of PostgreSQL.

use sqlx::{error::DatabaseError, postgres::PgDatabaseError};

use super::failure::{Failure, Reader, UniqueIndex};

pub(super) const READER: Reader = Reader { failure, unique_index, foreign_key };

fn failure(error: &dyn DatabaseError) -> Option<Failure> {
    let error = error.try_downcast_ref::<PgDatabaseError>()?;
    Some(if is_outdated(error) { Failure::StaleConnection } else { of_code(error.code()) })
}

/// The code is `feature_not_supported`; only the name of the server's function tells the reason.
fn is_outdated(error: &PgDatabaseError) -> bool {
    error.code() == "0A000" && error.routine() == Some("RevalidateCachedQuery")
}

/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>
fn of_code(code: &str) -> Failure {
    match code {
        "40001" | "40P01" => Failure::Contention,
        // The session was idle for too long, in a transaction or outside; the server shuts down; it
        // has crashed; the session was ended.
        "25P03" | "57P05" | "57P01" | "57P02" => Failure::StaleConnection,
        _ if code.starts_with("08") => Failure::StaleConnection,
        // In this order: a read-only server; a role that may not write, or not read; a lock that was
        // not free in time; a statement that took too long; an I/O error.
        "25006" | "42501" | "55P03" | "57014" | "58030" => Failure::Unavailable,
        // Classes: memory, disk or connections exhausted; the server starts up.
        _ if ["53", "57P"].iter().any(|class| code.starts_with(class)) => Failure::Unavailable,
        _ => Failure::Other,
    }
}

fn unique_index(error: &dyn DatabaseError) -> Option<UniqueIndex<'_>> {
    error.try_downcast_ref::<PgDatabaseError>()?.constraint().map(UniqueIndex::Name)
}

fn foreign_key(error: &dyn DatabaseError) -> Option<&str> {
    error.try_downcast_ref::<PgDatabaseError>()?.constraint()
}
