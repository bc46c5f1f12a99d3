//! The transactions in which migrations run, and the lock, which is not theirs.

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

/// The longest name of a lock.
const MAX_LENGTH: usize = 64;

/// While a statement waits for a table, whoever comes after it waits too: a migration that meets a
/// long transaction gives up rather than hold up the app. (The server's own limit is a day or a
/// year.)
const IMPATIENCE: &str = "SET SESSION lock_wait_timeout = 10";

const PATIENCE: &str = "SET SESSION lock_wait_timeout = DEFAULT";

/// A transaction that writes nothing. What it reads of nevr's own tables is of one moment; the
/// catalogue knows no transactions.
pub(super) async fn read(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let isolation = Some(IsolationLevel::RepeatableRead);
    db.begin_with_config(isolation, Some(AccessMode::ReadOnly)).await
}

/// A connection that no second migration of this database runs beside. The lock is the
/// connection's: a process that is killed loses both, and statements that commit by themselves do
/// not let go of it. In a cluster that writes on several nodes it holds on one of them.
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
    db.execute_unprepared(IMPATIENCE).await?;
    Ok(())
}

/// Gives the lock back; the connection goes on to serve others.
pub(super) async fn unlock(db: &DatabaseTransaction) -> Result<(), DbErr> {
    let name = lock_name(&Server::of(db).await?.database);
    db.query_one_raw(statement(RELEASE_LOCK, &[&name])).await?;
    db.execute_unprepared(PATIENCE).await?;
    Ok(())
}

/// All databases of a server share the names of locks.
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
