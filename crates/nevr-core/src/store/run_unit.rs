//! Runs units of work on the database runtime: begins, commits, rolls back.

use std::{future::Future, panic::AssertUnwindSafe};

use futures_util::FutureExt;
use tokio::time::timeout;

use super::{
    database::{Committed, TRANSACTION_LIMIT, Transaction},
    error::StoreError,
    handle::{Store, Tx},
    task_context::TaskContext,
    unit_of_work::Finished,
};

/// The result of one attempt.
pub(super) struct Attempt<T, E> {
    pub(super) outcome: Result<T, E>,
    /// It was undone because of a deadlock. Nothing of it was committed and no event published, so
    /// it may be tried again.
    pub(super) contended: bool,
}

impl<T, E> Attempt<T, E> {
    fn failed(error: E) -> Self {
        Self { outcome: Err(error), contended: false }
    }
}

impl Store {
    /// Runs `work` in a transaction on the database runtime, to its end even if the caller stops
    /// waiting.
    pub(super) async fn run_unit<T, E, F, Fut>(&self, durable: bool, work: F) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.shared.check_usable()?;
        let store = self.clone();
        let job = async move { store.attempt(durable, work).await.outcome };
        self.shared.run_to_end(TaskContext::UnitOfWork.run(job)).await
    }

    /// Runs `work` in a transaction, once, and commits or rolls back.
    pub(super) async fn attempt<T, E, F, Fut>(&self, durable: bool, work: F) -> Attempt<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        E: From<StoreError>,
    {
        let transaction = match self.shared.begin(durable).await {
            Ok(transaction) => transaction,
            Err(error) => return Attempt::failed(error.into()),
        };
        let tx = Tx::begin(self, transaction);
        let handle = tx.clone();
        let working = AssertUnwindSafe(async move { work(handle).await }).catch_unwind();
        let result = timeout(TRANSACTION_LIMIT, working).await;
        let in_time = result.is_ok();
        let outcome = match result {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_panic)) => Err(StoreError::Panicked.into()),
            Err(_) => Err(StoreError::TransactionTimedOut(TRANSACTION_LIMIT).into()),
        };
        let Finished { transaction, failed, durable: needs_sync, contended, after_commit, touched } =
            tx.unit.finish().await;
        match (outcome, transaction) {
            (Ok(value), Some(transaction)) if !failed => {
                let committing = self.shared.stamps.committing(touched);
                let committed = transaction.commit(durable || needs_sync).await;
                drop(committing);
                match committed {
                    Ok(Committed { synced }) => {
                        self.publish(after_commit);
                        Attempt {
                            outcome: synced.map(|()| value).map_err(E::from),
                            contended: false,
                        }
                    }
                    Err(error) => {
                        let contended = matches!(error, StoreError::Contended(_));
                        Attempt { outcome: Err(error.into()), contended }
                    }
                }
            }
            (outcome, transaction) => {
                roll_back(transaction, in_time).await;
                let outcome = outcome.and_then(|_| Err(StoreError::RolledBack.into()));
                Attempt { outcome, contended }
            }
        }
    }
}

/// Rolls back a transaction.
async fn roll_back(transaction: Option<Transaction>, in_time: bool) {
    let Some(transaction) = transaction else { return };
    if let Err(error) = transaction.roll_back(in_time).await {
        // The caller gets the error that led here. The server is down, or the store was closed; a
        // pool closes a connection whose state is unknown.
        tracing::warn!(%error, "a transaction could not be rolled back");
    }
}
