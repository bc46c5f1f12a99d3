//! One unit of work: begun, done, committed or undone, on the database runtime.

use std::{future::Future, panic::AssertUnwindSafe, time::Duration};

use futures_util::FutureExt;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait,
};
use tokio::time::timeout;

use super::{Store, StoreError, Tx, scope::Scope};

/// The longest that one unit of work may hold the writer.
pub(crate) const TRANSACTION_LIMIT: Duration = Duration::from_secs(5);

impl Store {
    /// Runs `work` in a transaction on the database runtime, to its end even if the caller stops
    /// waiting.
    pub(crate) async fn unit<T, E, F, Fut>(&self, durable: bool, work: F) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.admit()?;
        let store = self.clone();
        let job = Scope::Unit.run(async move { store.run(durable, work).await });
        match self.spawn(job).await {
            Ok(outcome) => outcome,
            Err(error) if error.is_panic() => Err(StoreError::Panicked.into()),
            Err(_) => Err(StoreError::Closed.into()),
        }
    }

    async fn run<T, E, F, Fut>(&self, durable: bool, work: F) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        E: From<StoreError>,
    {
        let place = self.writing_place().await?;
        let tx = Tx::begin(self.clone(), self.begin(durable).await?);
        let at_hand = tx.clone();
        let working = AssertUnwindSafe(async move { work(at_hand).await }).catch_unwind();
        let outcome = match timeout(TRANSACTION_LIMIT, working).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_panic)) => Err(StoreError::Panicked.into()),
            Err(_) => Err(StoreError::TransactionTimedOut(TRANSACTION_LIMIT).into()),
        };
        let ended = tx.end().await;
        let value = match (outcome, ended.transaction) {
            (Ok(value), Some(transaction)) if !ended.failed => {
                transaction.commit().await.map_err(StoreError::from)?;
                value
            }
            (outcome, transaction) => {
                undo(transaction).await;
                return Err(outcome.err().unwrap_or_else(|| StoreError::Undone.into()));
            }
        };
        let synced = if ended.durable && !durable { self.sync().await } else { Ok(()) };
        drop(place);
        self.tell(ended.after_commit);
        synced?;
        Ok(value)
    }

    /// Makes what is committed survive a power cut, for a unit of work that learned only on its way
    /// that it must. A commit with `synchronous = FULL` syncs the whole log, and with it what was
    /// committed before. Fails when the disk does: the unit is done then, but nobody may be told so.
    async fn sync(&self) -> Result<(), StoreError> {
        let transaction = self.begin(true).await?;
        let written = rewrite(&transaction).await;
        if written.is_ok() {
            return Ok(transaction.commit().await?);
        }
        undo(Some(transaction)).await;
        written
    }

    async fn begin(&self, durable: bool) -> Result<DatabaseTransaction, StoreError> {
        let connection = self.writer(durable);
        // Immediate: a deferred transaction that has read and then writes fails at once when
        // somebody else wrote in between, without waiting for `busy_timeout`.
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(connection.begin_with_options(options).await?)
    }
}

/// Writes without changing anything.
async fn rewrite(transaction: &DatabaseTransaction) -> Result<(), StoreError> {
    let read = Statement::from_string(DbBackend::Sqlite, "PRAGMA user_version");
    let row = transaction.query_one_raw(read).await?;
    let version = row.map_or(Ok(0), |row| row.try_get_by_index::<i32>(0))?;
    transaction.execute_unprepared(&format!("PRAGMA user_version = {version}")).await?;
    Ok(())
}

async fn undo(transaction: Option<DatabaseTransaction>) {
    if let Some(transaction) = transaction
        && let Err(error) = transaction.rollback().await
    {
        // The caller has the error that led here. SQLite may have undone everything by itself
        // already; the pool closes a connection whose transaction is in doubt.
        tracing::warn!(%error, "a transaction could not be rolled back");
    }
}
