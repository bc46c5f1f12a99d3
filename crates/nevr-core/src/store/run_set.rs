//! Writes sets in units of work of their own.

use std::{
    future::Future,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::time::sleep;

use super::{
    database::TRANSACTION_LIMIT,
    error::StoreError,
    handle::{Store, Tx},
    prepare::{Failed, Way},
    prepared_set::PreparedSet,
    task_context::TaskContext,
    write_set::{WriteSet, Written},
};

/// How often a write set that is in deadlocks is written before its caller gets an error.
const MAX_ATTEMPTS: u32 = 6;
/// The base of the longest pause between attempts; it doubles with each attempt.
const FIRST_PAUSE: Duration = Duration::from_millis(10);

impl Store {
    /// Writes a set in a unit of work of its own, to its end even if the caller stops waiting.
    pub(super) async fn run_write_set(&self, set: WriteSet) -> Result<Written, StoreError> {
        self.shared.check_usable()?;
        let store = self.clone();
        match self.way_of(&set) {
            Way::Prepared => match self.prepare(set) {
                Ok(prepared) => self.run_prepared(prepared).await,
                Err(failed) => {
                    self.run_job(async move { store.fail_prepared(*failed).await }).await
                }
            },
            Way::Hooked => self.run_job(async move { store.write_hooked(set).await }).await,
            Way::Transaction => {
                self.run_job(async move { store.write_in_transaction(set).await }).await
            }
        }
    }

    async fn run_job(
        &self,
        job: impl Future<Output = Result<Written, StoreError>> + Send + 'static,
    ) -> Result<Written, StoreError> {
        self.shared.run_to_end(TaskContext::UnitOfWork.run(job)).await
    }

    async fn write_hooked(&self, set: WriteSet) -> Result<Written, StoreError> {
        match self.prepare_with_hooks(set.clone()).await {
            Ok(Some(prepared)) => self.write_prepared(prepared).await,
            Ok(None) => self.write_in_transaction(set).await,
            Err(failed) => self.fail_prepared(*failed).await,
        }
    }

    async fn run_prepared(&self, set: PreparedSet) -> Result<Written, StoreError> {
        #[cfg(feature = "sqlite")]
        if let Some(writer) = self.shared.file_writer() {
            let place = self.shared.place()?;
            return self.write_in_file(writer, set, Some(place)).await;
        }
        #[cfg(feature = "postgresql")]
        if let Some(company) = self.company_for(&set) {
            let place = self.shared.place()?;
            return self.write_together(set, company, Some(place)).await;
        }
        let store = self.clone();
        self.run_job(async move { store.write_alone(set).await }).await
    }

    /// Writes a prepared set as a part of a job, which has its place.
    async fn write_prepared(&self, set: PreparedSet) -> Result<Written, StoreError> {
        #[cfg(feature = "sqlite")]
        if let Some(writer) = self.shared.file_writer() {
            return self.write_in_file(writer, set, None).await;
        }
        #[cfg(feature = "postgresql")]
        if let Some(company) = self.company_for(&set) {
            return self.write_together(set, company, None).await;
        }
        self.write_alone(set).await
    }

    async fn write_alone(&self, set: PreparedSet) -> Result<Written, StoreError> {
        let touched = self.send_in_transaction(&set).await?;
        let (written, events) = set.written(touched.into_iter());
        self.publish(events);
        Ok(written)
    }

    /// Sends the statements of a prepared set in a transaction. Returns the number of rows that each
    /// has touched.
    pub(super) async fn send_in_transaction(
        &self,
        set: &PreparedSet,
    ) -> Result<Vec<u64>, StoreError> {
        self.attempts(set.durable, || {
            let set = set.clone();
            |tx: Tx| async move { tx.send_prepared(&set).await }
        })
        .await
    }

    /// Returns the error of a set whose preparation has failed: that of the first of its statements
    /// which fails, or else the one that stopped the preparation.
    async fn fail_prepared(&self, failed: Failed) -> Result<Written, StoreError> {
        let Failed { before, error } = failed;
        if before.statements.is_empty() {
            return Err(error);
        }
        let before = Arc::new(before);
        let undone = self
            .attempts(false, || {
                let before = before.clone();
                |tx: Tx| async move {
                    tx.send_prepared(&before).await?;
                    Err::<(), _>(StoreError::RolledBack)
                }
            })
            .await;
        match undone {
            Err(StoreError::RolledBack) | Ok(()) => Err(error),
            Err(earlier) => Err(earlier),
        }
    }

    /// Writes a set inside a transaction, where its hooks run. Ids, timestamps and what hooks add are
    /// made anew in each attempt.
    async fn write_in_transaction(&self, set: WriteSet) -> Result<Written, StoreError> {
        self.attempts(set.durable, || {
            let set = set.clone();
            |tx: Tx| async move { tx.write(set).await }
        })
        .await
    }

    /// Runs `work` in a transaction, and again if it was in a deadlock: the database undoes one of
    /// those involved, which is likely to succeed once the others are done.
    async fn attempts<T, W, Fut>(
        &self,
        durable: bool,
        work: impl Fn() -> W,
    ) -> Result<T, StoreError>
    where
        W: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, StoreError>> + Send + 'static,
    {
        let started = Instant::now();
        let mut attempts = 1;
        loop {
            let attempt = self.attempt(durable, work()).await;
            let in_time = started.elapsed() < TRANSACTION_LIMIT;
            if !(attempt.contended && in_time && attempts < MAX_ATTEMPTS) {
                return attempt.outcome;
            }
            tracing::debug!(attempts, "a write set was in a deadlock and is written again");
            sleep(pause_before(attempts)).await;
            attempts += 1;
        }
    }
}

/// Returns a pause of random length, so that those in a deadlock do not meet again at once.
fn pause_before(attempts: u32) -> Duration {
    let longest = FIRST_PAUSE * 2_u32.pow(attempts.min(5));
    let share = getrandom::u32().unwrap_or(u32::MAX / 2);
    longest.mul_f64(f64::from(share) / f64::from(u32::MAX))
}
