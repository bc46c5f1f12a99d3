//! Runs units of work on the database runtime: begins, commits, rolls back, tries again.

use std::{
    future::Future,
    panic::AssertUnwindSafe,
    time::{Duration, Instant},
};

use futures_util::FutureExt;
use tokio::time::{sleep, timeout};

use super::{
    database::{Committed, TRANSACTION_LIMIT, Transaction},
    error::StoreError,
    handle::{Store, Tx},
    task_context::TaskContext,
    unit_of_work::Finished,
    write_set::{WriteSet, Written},
};

/// How often a write set that is in deadlocks is written before its caller gets an error.
const MAX_ATTEMPTS: u32 = 6;
/// The base of the longest pause between attempts; it doubles with each attempt.
const FIRST_PAUSE: Duration = Duration::from_millis(10);

/// The result of one attempt.
struct Attempt<T, E> {
    outcome: Result<T, E>,
    /// It was undone because of a deadlock. Nothing of it was committed and no event published, so
    /// it may be tried again.
    contended: bool,
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

    /// Writes a set in a unit of work of its own.
    pub(super) async fn run_write_set(&self, set: WriteSet) -> Result<Written, StoreError> {
        if self.shared.has_one_writer() {
            return self.run_unit(set.durable, |tx| async move { tx.write(set).await }).await;
        }
        self.shared.check_usable()?;
        let store = self.clone();
        let job = async move { store.write_with_retries(set).await };
        self.shared.run_to_end(TaskContext::UnitOfWork.run(job)).await
    }

    /// Writes a set, and again if it was in a deadlock: the database undoes one of those involved,
    /// which is likely to succeed once the others are done. A set is data; ids, timestamps and what
    /// hooks add are made anew in each attempt.
    async fn write_with_retries(&self, set: WriteSet) -> Result<Written, StoreError> {
        let started = Instant::now();
        let mut attempts = 1;
        loop {
            let copy = set.clone();
            let work = |tx: Tx| async move { tx.write(copy).await };
            let attempt = self.attempt(set.durable, work).await;
            let in_time = started.elapsed() < TRANSACTION_LIMIT;
            if !(attempt.contended && in_time && attempts < MAX_ATTEMPTS) {
                return attempt.outcome;
            }
            tracing::debug!(attempts, "a write set was in a deadlock and is written again");
            sleep(pause_before(attempts)).await;
            attempts += 1;
        }
    }

    /// Runs `work` in a transaction, once, and commits or rolls back.
    async fn attempt<T, E, F, Fut>(&self, durable: bool, work: F) -> Attempt<T, E>
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
        let Finished { transaction, failed, durable: needs_sync, contended, after_commit } =
            tx.unit.finish().await;
        match (outcome, transaction) {
            (Ok(value), Some(transaction)) if !failed => {
                match transaction.commit(durable || needs_sync).await {
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

/// Returns a pause of random length, so that those in a deadlock do not meet again at once.
fn pause_before(attempts: u32) -> Duration {
    let longest = FIRST_PAUSE * 2_u32.pow(attempts.min(5));
    let share = getrandom::u32().unwrap_or(u32::MAX / 2);
    longest.mul_f64(f64::from(share) / f64::from(u32::MAX))
}
