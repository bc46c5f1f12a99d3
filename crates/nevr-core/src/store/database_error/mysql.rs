//! Errors of MySQL and MariaDB.

use sqlx::{error::DatabaseError, mysql::MySqlDatabaseError};

use super::failure::{Failure, Reader, UniqueIndex};

pub(super) const READER: Reader = Reader { failure, unique_index };

fn failure(error: &dyn DatabaseError) -> Option<Failure> {
    error.try_downcast_ref::<MySqlDatabaseError>().map(|error| of_number(error.number()))
}

/// <https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html>,
/// <https://mariadb.com/kb/en/mariadb-error-code-reference/>
fn of_number(number: u16) -> Failure {
    match number {
        // A deadlock; a row that has changed since it was read (MariaDB).
        1213 | 1020 => Failure::Contention,
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
        | 1969 | 3024 => Failure::Unavailable,
        _ => Failure::Other,
    }
}

fn unique_index(error: &dyn DatabaseError) -> Option<UniqueIndex<'_>> {
    error.try_downcast_ref::<MySqlDatabaseError>()?;
    index_in(error.message()).map(UniqueIndex::Name)
}

/// Returns the index named in `Duplicate entry 'ann@example.com' for key 'user_email_key'`. MySQL
/// puts the table before the name, MariaDB does not. The entry is text of the client's, which may
/// contain `for key '` itself, so the last occurrence counts.
fn index_in(message: &str) -> Option<&str> {
    let (_, key) = message.rsplit_once("for key '")?;
    let key = key.strip_suffix('\'')?;
    Some(key.rsplit_once('.').map_or(key, |(_, name)| name))
}
