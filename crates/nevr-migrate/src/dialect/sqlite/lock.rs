//! The lock of migrations: SQLite's write lock.

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, RuntimeErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};

use crate::report::MigrateError;

/// `SQLITE_BUSY` (<https://sqlite.org/rescode.html#busy>), the low byte of its extended codes.
const BUSY: i32 = 5;

/// How often the lock is tried. Each attempt waits for the connection's busy time-out, five seconds
/// unless set otherwise: the migration of another process may take longer than that.
const ATTEMPTS: usize = 12;

/// Begins a transaction that takes the write lock at once. A deferred transaction would read first,
/// and fail at its first write if another process wrote in between.
pub(super) async fn lock(db: &DatabaseConnection) -> Result<DatabaseTransaction, MigrateError> {
    let mut attempts = 1;
    loop {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        match db.begin_with_options(options).await {
            Ok(transaction) => return Ok(transaction),
            Err(error) if !is_busy(&error) => return Err(error.into()),
            Err(error) if attempts == ATTEMPTS => return Err(MigrateError::Locked(error)),
            Err(_) => attempts += 1,
        }
    }
}

fn is_busy(error: &DbErr) -> bool {
    let (DbErr::Conn(runtime) | DbErr::Exec(runtime) | DbErr::Query(runtime)) = error else {
        return false;
    };
    matches!(runtime, RuntimeErr::SqlxError(error) if sqlite_is_busy(error))
}

/// Whether the error is that another connection holds the lock.
pub fn sqlite_is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.and_then(|code| code.parse::<i32>().ok()).is_some_and(|code| code & 0xff == BUSY)
}
