//! Runs units of work on the database runtime: begins, commits, rolls back, tries again.

use std::{
    future::Future,
    panic::AssertUnwindSafe,
    time::{Duration, Instant},
};

use futures_util::FutureExt;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait,
};
use tokio::time::{sleep, timeout};

use super::{
    database::TRANSACTION_LIMIT,
    error::StoreError,
    handle::{Store, Tx},
    row_cache::Slot,
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
        let permit = match self.shared.write_permit().await {
            Ok(permit) => permit,
            Err(error) => return Attempt::failed(error.into()),
        };
        let transaction = match self.begin(durable).await {
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
        let value = match (outcome, transaction) {
            (Ok(value), Some(transaction)) if !failed => {
                match self.commit(transaction, touched).await {
                    Ok(()) => value,
                    Err(error) => {
                        let contended = matches!(error, StoreError::Contended(_));
                        return Attempt { outcome: Err(error.into()), contended };
                    }
                }
            }
            (outcome, transaction) => {
                self.roll_back(transaction, in_time).await;
                let outcome = outcome.and_then(|_| Err(StoreError::RolledBack.into()));
                return Attempt { outcome, contended };
            }
        };
        let synced = if needs_sync && !durable { self.sync_commits().await } else { Ok(()) };
        drop(permit);
        self.publish(after_commit);
        Attempt { outcome: synced.map(|()| value).map_err(E::from), contended: false }
    }

    /// Makes earlier commits survive a power cut: for a unit of work that turned out to be durable
    /// only after it had begun on the connection that does not sync.
    ///
    /// A commit with `synchronous = FULL` syncs SQLite's whole log, and with it every commit
    /// before. If it fails, the unit of work is committed, but its caller must not be told so.
    /// Servers sync every commit.
    async fn sync_commits(&self) -> Result<(), StoreError> {
        if !self.shared.has_one_writer() {
            return Ok(());
        }
        let transaction = self.begin(true).await?;
        let written = write_nothing(&transaction).await;
        if written.is_ok() {
            return Ok(transaction.commit().await?);
        }
        self.roll_back(Some(transaction), true).await;
        written
    }

    async fn begin(&self, durable: bool) -> Result<DatabaseTransaction, StoreError> {
        match self.begin_once(durable).await {
            // Nothing of the unit of work has been done yet.
            Err(error) if self.shared.renew_after(&error) => self.begin_once(durable).await,
            outcome => outcome,
        }
    }

    async fn begin_once(&self, durable: bool) -> Result<DatabaseTransaction, StoreError> {
        self.shared.check_file()?;
        let connection = self.shared.writer(durable);
        // Immediate: a deferred transaction that reads and then writes fails at once if another
        // process wrote in between, without waiting for `busy_timeout`. Servers ignore this option;
        // their isolation level is set when the session starts.
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(connection.begin_with_options(options).await?)
    }

    /// Commits. If the connection breaks meanwhile, it is unknown whether the commit was done.
    async fn commit(
        &self,
        transaction: DatabaseTransaction,
        touched: Vec<Slot>,
    ) -> Result<(), StoreError> {
        let committing = self.shared.stamps.committing(touched);
        let committed = transaction.commit().await;
        drop(committing);
        committed?;
        self.shared.check_file()
    }

    /// Rolls back a transaction.
    async fn roll_back(&self, transaction: Option<DatabaseTransaction>, in_time: bool) {
        let Some(transaction) = transaction else { return };
        if !in_time && !self.shared.has_one_writer() {
            // A statement may still be running, until the server's own limit ends it. Dropping the
            // transaction rolls it back after that, without the caller waiting.
            return drop(transaction);
        }
        if let Err(error) = transaction.rollback().await {
            // The caller gets the error that led here. SQLite may have rolled back by itself, or
            // the server is down; the pool closes a connection whose state is unknown.
            tracing::warn!(%error, "a transaction could not be rolled back");
        }
    }
}

/// Returns a pause of random length, so that those in a deadlock do not meet again at once.
fn pause_before(attempts: u32) -> Duration {
    let longest = FIRST_PAUSE * 2_u32.pow(attempts.min(5));
    let share = getrandom::u32().unwrap_or(u32::MAX / 2);
    longest.mul_f64(f64::from(share) / f64::from(u32::MAX))
}

/// Writes to SQLite's log without changing anything.
async fn write_nothing(transaction: &DatabaseTransaction) -> Result<(), StoreError> {
    let read = Statement::from_string(DbBackend::Sqlite, "PRAGMA user_version");
    let row = transaction.query_one_raw(read).await?;
    let version = row.map_or(Ok(0), |row| row.try_get_by_index::<i32>(0))?;
    transaction.execute_unprepared(&format!("PRAGMA user_version = {version}")).await?;
    Ok(())
}
