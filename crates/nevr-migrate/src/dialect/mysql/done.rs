//! Errors which mean that a statement was run before.

use sea_orm::DbErr;
#[cfg(feature = "mysql")]
use sqlx::mysql::MySqlDatabaseError;

/// Error codes of MySQL and MariaDB which mean that a statement was run before: what it creates
/// exists, or what it drops or renames does not.
#[cfg(feature = "mysql")]
const DONE: [u16; 14] = [
    1050, // table exists
    1051, // table does not exist
    1054, // column does not exist: it was renamed
    1060, // column exists
    1061, // index exists
    1091, // column, index or foreign key does not exist
    1146, // table does not exist: it was renamed
    1304, // procedure or function exists
    1305, // procedure or function does not exist
    1359, // trigger exists
    1360, // trigger does not exist
    1537, // event exists
    1539, // event does not exist
    1826, // foreign key exists
];

/// Returns whether an error means that the statement was run before.
#[cfg(feature = "mysql")]
pub(crate) fn means_done(error: &DbErr) -> bool {
    let (DbErr::Conn(runtime) | DbErr::Exec(runtime) | DbErr::Query(runtime)) = error else {
        return false;
    };
    let sea_orm::RuntimeErr::SqlxError(error) = runtime else { return false };
    let Some(error) = error.as_database_error() else { return false };
    // MariaDB reports a foreign key that exists as error 121 of its storage engine.
    error.try_downcast_ref::<MySqlDatabaseError>().is_some_and(|error| {
        DONE.contains(&error.number())
            || (error.number() == 1005 && error.message().contains("errno: 121"))
    })
}

/// Without the driver no error is one of MySQL's.
#[cfg(not(feature = "mysql"))]
pub(crate) fn means_done(_: &DbErr) -> bool {
    false
}
