//! Errors of PostgreSQL.

use sqlx::{error::DatabaseError, postgres::PgDatabaseError};

use super::failure::{Failure, Reader, UniqueIndex};

pub(super) const READER: Reader = Reader { failure, unique_index };

fn failure(error: &dyn DatabaseError) -> Option<Failure> {
    let error = error.try_downcast_ref::<PgDatabaseError>()?;
    Some(if is_outdated(error) { Failure::Outdated } else { of_code(error.code()) })
}

/// The code is `feature_not_supported`; only the name of the server's function tells the reason.
fn is_outdated(error: &PgDatabaseError) -> bool {
    error.code() == "0A000" && error.routine() == Some("RevalidateCachedQuery")
}

/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>
fn of_code(code: &str) -> Failure {
    match code {
        "40001" | "40P01" => Failure::Contention,
        // In this order: a read-only server; a session that was idle for too long; a lock that
        // was not free in time; a statement that took too long; an I/O error.
        "25006" | "25P03" | "55P03" | "57014" | "58030" => Failure::Unavailable,
        // Classes: connection failures; memory, disk or connections exhausted; the server shuts
        // down or starts up.
        _ if ["08", "53", "57P"].iter().any(|class| code.starts_with(class)) => {
            Failure::Unavailable
        }
        _ => Failure::Other,
    }
}

fn unique_index(error: &dyn DatabaseError) -> Option<UniqueIndex<'_>> {
    error.try_downcast_ref::<PgDatabaseError>()?.constraint().map(UniqueIndex::Name)
}
