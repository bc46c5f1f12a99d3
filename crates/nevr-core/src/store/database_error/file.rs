//! Errors of rusqlite, as those of sqlx: so both drivers' errors are read by the same code, and have
//! the same messages.

use std::{borrow::Cow, error::Error, fmt};

use rusqlite::ffi;
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr};
use sqlx::error::{DatabaseError, ErrorKind};

/// An error of SQLite: its extended code (<https://sqlite.org/rescode.html>) and its message.
#[derive(Debug)]
pub(super) struct FileError {
    code: i32,
    message: String,
}

/// Returns an error of rusqlite as one of sqlx.
pub(crate) fn connecting_failed(error: rusqlite::Error) -> sqlx::Error {
    match error {
        rusqlite::Error::SqliteFailure(failure, message) => {
            let message = message.unwrap_or_else(|| failure.to_string());
            sqlx::Error::Database(Box::new(FileError { code: failure.extended_code, message }))
        }
        error => sqlx::Error::Decode(Box::new(error)),
    }
}

/// Returns the error of a statement.
pub(crate) fn statement_failed(error: rusqlite::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(connecting_failed(error).into()))
}

/// Returns the error of a statement on a connection that is closed.
pub(crate) fn connection_closed() -> DbErr {
    DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed)
}

/// Returns whether the file is busy: another connection holds it, and waiting may help.
pub(crate) fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ffi::ErrorCode::DatabaseBusy | ffi::ErrorCode::DatabaseLocked)
    )
}

/// Returns whether the statement was interrupted before its end.
pub(crate) fn is_interrupted(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ffi::ErrorCode::OperationInterrupted)
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "(code: {}) {}", self.code, self.message)
    }
}

impl Error for FileError {}

impl DatabaseError for FileError {
    fn message(&self) -> &str {
        &self.message
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        Some(self.code.to_string().into())
    }

    fn as_error(&self) -> &(dyn Error + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn Error + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn Error + Send + Sync + 'static> {
        self
    }

    fn kind(&self) -> ErrorKind {
        match self.code {
            ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => {
                ErrorKind::UniqueViolation
            }
            ffi::SQLITE_CONSTRAINT_FOREIGNKEY => ErrorKind::ForeignKeyViolation,
            _ => ErrorKind::Other,
        }
    }
}
