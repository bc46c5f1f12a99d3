//! One unit of work: begun, done, committed or undone, on the database runtime.

use std::{future::Future, panic::AssertUnwindSafe, time::Duration};

use futures_util::FutureExt;
use sea_orm::{DatabaseTransaction, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use tokio::time::timeout;

use super::{Store, StoreError, Tx, scope::Scope, tx::Ended};

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
        let Ended { transaction, failed, after_commit } = tx.end().await;
        let value = match (outcome, transaction) {
            (Ok(value), Some(transaction)) if !failed => {
                transaction.commit().await.map_err(StoreError::from)?;
                value
            }
            (outcome, transaction) => {
                undo(transaction).await;
                return Err(outcome.err().unwrap_or_else(|| StoreError::Undone.into()));
            }
        };
        drop(place);
        self.tell(after_commit);
        Ok(value)
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

async fn undo(transaction: Option<DatabaseTransaction>) {
    if let Some(transaction) = transaction
        && let Err(error) = transaction.rollback().await
    {
        // The caller has the error that led here. SQLite may have undone everything by itself
        // already; the pool closes a connection whose transaction is in doubt.
        tracing::warn!(%error, "a transaction could not be rolled back");
    }
}
