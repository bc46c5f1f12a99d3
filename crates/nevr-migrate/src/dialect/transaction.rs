//! A transaction that is begun for the lock.

use sea_orm::DatabaseTransaction;

use crate::report::MigrateError;

/// Returns the transaction if the lock was taken in it, and rolls it back if not. A failure of the
/// roll-back is only logged: the caller learns why the lock could not be taken.
pub(super) async fn if_locked(
    transaction: DatabaseTransaction,
    locked: Result<(), MigrateError>,
) -> Result<DatabaseTransaction, MigrateError> {
    let Err(error) = locked else { return Ok(transaction) };
    if let Err(error) = transaction.rollback().await {
        tracing::debug!(%error, "could not roll back");
    }
    Err(error)
}
