//! What every handle of one store shares: schema, clock, connections and the tasks under way.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use nevr_schema::{Schema, env::Env};
use sea_orm::DatabaseConnection;
use tokio::{
    runtime::Handle,
    sync::{Mutex, OwnedMutexGuard},
    task::JoinHandle,
    time::timeout,
};
use tokio_util::task::TaskTracker;
use tracing::Instrument;

use super::{database::Database, error::StoreError, task_context::TaskContext};

/// A store without its hooks.
pub(super) struct Shared {
    pub(super) schema: Arc<Schema>,
    pub(super) env: Env,
    database: Database,
    /// SQLite has one writer; waiting for it here is fair and bounded, waiting in the database is
    /// neither. Nobody takes this place on servers.
    write_permits: Arc<Mutex<()>>,
    tasks: TaskTracker,
    closed: AtomicBool,
}

impl Shared {
    pub(super) fn new(schema: Arc<Schema>, env: Env, database: Database) -> Self {
        Self {
            schema,
            env,
            database,
            write_permits: Arc::new(Mutex::new(())),
            tasks: TaskTracker::new(),
            closed: AtomicBool::new(false),
        }
    }

    /// Ends the store: what was begun is finished, hooks after the commit included, then the
    /// connections are closed.
    pub(super) async fn close(&self) {
        self.closed.store(true, Ordering::Release);
        self.tasks.close();
        self.tasks.wait().await;
        self.disconnect().await;
    }

    pub(super) async fn disconnect(&self) {
        self.database.close().await;
    }

    pub(super) fn runtime(&self) -> &Handle {
        self.database.runtime.handle()
    }

    pub(super) fn spawn<F>(&self, job: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.tasks.spawn_on(job.in_current_span(), self.runtime())
    }

    /// The place to write, where there is one alone.
    pub(super) async fn write_permit(&self) -> Result<Option<OwnedMutexGuard<()>>, StoreError> {
        if !self.has_one_writer() {
            return Ok(None);
        }
        let limit = self.database.acquire_timeout;
        let permit = timeout(limit, self.write_permits.clone().lock_owned()).await;
        permit.map(Some).map_err(|_| StoreError::Busy(limit))
    }

    pub(super) fn reader(&self) -> &DatabaseConnection {
        self.database.reader()
    }

    pub(super) fn writer(&self, durable: bool) -> &DatabaseConnection {
        self.database.writer(durable)
    }

    /// Whether units of work are done one after the other. On servers they are done side by side.
    pub(super) fn has_one_writer(&self) -> bool {
        self.database.has_one_writer()
    }

    /// Whether the code at hand may use the store.
    ///
    /// Inside a unit of work it may not: a write would wait for a place that is taken, and a read
    /// would see the rows as they were before it.
    pub(super) fn check_usable(&self) -> Result<(), StoreError> {
        match TaskContext::current() {
            Some(TaskContext::UnitOfWork) => Err(StoreError::NestedTransaction),
            None if self.closed.load(Ordering::Acquire) => Err(StoreError::Closed),
            Some(TaskContext::AfterCommit) | None => Ok(()),
        }
    }

    /// Has connections replaced if an outcome says that they are outdated.
    pub(super) fn renew_after<T>(&self, outcome: &Result<T, StoreError>) {
        self.database.renew_after(outcome);
    }

    /// Does a job on the database runtime; gives its outcome, however it ends.
    pub(super) async fn run_to_end<T, E>(
        &self,
        job: impl Future<Output = Result<T, E>> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        match self.spawn(job).await {
            Ok(outcome) => outcome,
            Err(error) if error.is_panic() => Err(StoreError::Panicked.into()),
            Err(_) => Err(StoreError::Closed.into()),
        }
    }
}
