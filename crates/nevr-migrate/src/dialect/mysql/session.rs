//! The transactions of migrations, and their lock, which outlives a transaction.

use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, IsolationLevel,
    TransactionTrait,
};

use super::{
    queries::{GET_LOCK, RELEASE_LOCK, statement},
    server::Server,
};
use crate::{dialect::transaction::if_locked, report::MigrateError};
use nevr_schema::hex_digest;

/// The longest name of a lock, in characters.
const MAX_LENGTH: usize = 64;

/// While a statement waits for the lock of a table, later statements on it wait too: a migration
/// that meets a long transaction gives up instead of blocking the app. (The server's own limit is a
/// day or a year.)
const LOCK_TIMEOUT: &str = "SET SESSION lock_wait_timeout = 10";

/// What a migration may have set for itself.
const RESTORE: &str =
    "SET SESSION lock_wait_timeout = DEFAULT, foreign_key_checks = 1, unique_checks = 1";

/// Begins a transaction that writes nothing. It reads one state of nevr's own tables; the catalogue
/// is not part of transactions.
pub(super) async fn read(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let isolation = Some(IsolationLevel::RepeatableRead);
    db.begin_with_config(isolation, Some(AccessMode::ReadOnly)).await
}

/// Begins a transaction on a connection that holds the lock of this database's migrations. The lock
/// belongs to the connection: it ends with a process that is killed, and statements that commit by
/// themselves do not release it. In a cluster that writes on several nodes it holds on one of them.
pub(super) async fn lock(db: &DatabaseConnection) -> Result<DatabaseTransaction, MigrateError> {
    let isolation = Some(IsolationLevel::ReadCommitted);
    let transaction = db.begin_with_config(isolation, Some(AccessMode::ReadWrite)).await?;
    let locked = take(&transaction).await;
    if_locked(transaction, locked).await
}

async fn take(db: &DatabaseTransaction) -> Result<(), MigrateError> {
    let name = lock_name(&Server::of(db).await?.database);
    let row = db.query_one_raw(statement(GET_LOCK, &[&name])).await?;
    let taken: Option<i64> = row.map(|row| row.try_get("", "taken")).transpose()?.flatten();
    if taken != Some(1) {
        let message = format!("the lock `{name}` was not free for a minute");
        return Err(MigrateError::Locked(DbErr::Custom(message)));
    }
    db.execute_unprepared(LOCK_TIMEOUT).await?;
    Ok(())
}

/// Releases the lock and restores the session: the connection goes back to its pool.
pub(super) async fn unlock(db: &DatabaseTransaction) -> Result<(), DbErr> {
    let name = lock_name(&Server::of(db).await?.database);
    db.query_one_raw(statement(RELEASE_LOCK, &[&name])).await?;
    db.execute_unprepared(RESTORE).await?;
    Ok(())
}

/// Returns the name of a database's lock. All databases of a server share the names of locks.
fn lock_name(database: &str) -> String {
    let name = format!("nevr_migrate_{database}");
    if name.chars().count() <= MAX_LENGTH {
        return name;
    }
    format!("nevr_migrate_{}", &hex_digest(database)[..40])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_database_has_a_lock_of_its_own() {
        assert_eq!(lock_name("shop"), "nevr_migrate_shop");
        let [one, other] = ["a", "b"].map(|end| lock_name(&("x".repeat(63) + end)));
        assert_ne!(one, other);
        assert!(one.len() <= MAX_LENGTH);
    }
}
