//! What all handles of one store share: schema, clock, connections and the running tasks.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use nevr_schema::{Name, Schema, env::Env};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tokio::{
    runtime::Handle,
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinHandle,
};
use tokio_util::task::TaskTracker;
#[cfg(feature = "sqlite")]
use tokio_util::task::task_tracker::TaskTrackerToken;
use tracing::Instrument;

#[cfg(feature = "postgresql")]
use super::batch::Lanes;
#[cfg(feature = "sqlite")]
use super::database::Writer;
use super::{
    database::{Database, Executor, Transaction},
    entity_write::Action,
    error::StoreError,
    insert_texts::InsertTexts,
    query::Filter,
    rights,
    row_cache::{Slot, Slots, Stamps},
    task_context::TaskContext,
};

/// How many units of work may run and wait. More than the clients of a busy server have at once, and
/// few enough for its memory: each holds its rows and its future, some 10 KiB.
const MAX_UNITS: usize = 2048;

/// The parts of a store that do not depend on hooks.
pub(super) struct Shared {
    pub(super) schema: Arc<Schema>,
    pub(super) env: Env,
    pub(super) slots: Slots,
    pub(super) stamps: Arc<Stamps>,
    pub(super) inserts: InsertTexts,
    #[cfg(feature = "postgresql")]
    pub(super) lanes: Lanes,
    database: Database,
    /// The places of what runs on the database runtime or waits there.
    places: Arc<Semaphore>,
    tasks: TaskTracker,
    closed: AtomicBool,
    /// Whether the database user was found to have every right, since a write failed last.
    may_write: AtomicBool,
    #[cfg(feature = "testing")]
    pub(super) fill_gate: super::row_cache::FillGate,
}

impl Shared {
    pub(super) fn new(schema: Arc<Schema>, env: Env, database: Database) -> Self {
        let slots = Slots::new(&schema);
        Self {
            inserts: InsertTexts::new(&schema, database.backend()),
            #[cfg(feature = "postgresql")]
            lanes: Lanes::default(),
            schema,
            env,
            stamps: Arc::new(Stamps::new(slots.len())),
            slots,
            database,
            places: Arc::new(Semaphore::new(MAX_UNITS)),
            tasks: TaskTracker::new(),
            closed: AtomicBool::new(false),
            may_write: AtomicBool::new(false),
            #[cfg(feature = "testing")]
            fill_gate: super::row_cache::FillGate::open(),
        }
    }

    /// Refuses new work, waits for the work and the hooks after a commit that have begun, then
    /// closes the connections.
    pub(super) async fn close(&self) {
        self.closed.store(true, Ordering::Release);
        self.tasks.close();
        self.tasks.wait().await;
        self.disconnect().await;
    }

    /// Closes the connections. No cache answers any more.
    pub(super) async fn disconnect(&self) {
        self.database.close().await;
        self.stamps.forget();
    }

    pub(super) fn runtime(&self) -> &Handle {
        self.database.runtime.handle()
    }

    /// Spawns a task on the database runtime, for which [`close`](Self::close) waits.
    pub(super) fn spawn<F>(&self, job: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.spawn_rootless(job.in_current_span())
    }

    /// Spawns a task like [`spawn`](Self::spawn) outside of the caller's span: it may work for others
    /// too.
    pub(super) fn spawn_rootless<F>(&self, job: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.tasks.spawn_on(job, self.runtime())
    }

    /// Takes a place of what runs on the database runtime or waits there; an error at once if there is
    /// none.
    pub(super) fn place(&self) -> Result<OwnedSemaphorePermit, StoreError> {
        self.places.clone().try_acquire_owned().map_err(|_| StoreError::Crowded(MAX_UNITS))
    }

    /// Returns the writer of a file; `None` for a server.
    #[cfg(feature = "sqlite")]
    pub(super) fn file_writer(&self) -> Option<&Writer> {
        self.database.file_writer()
    }

    /// Returns a token of work that [`close`](Self::close) waits for, and which is no task.
    #[cfg(feature = "sqlite")]
    pub(super) fn begin_work(&self) -> TaskTrackerToken {
        self.tasks.token()
    }

    /// Returns the connections, if the database is PostgreSQL.
    #[cfg(feature = "postgresql")]
    pub(super) fn postgresql(&self) -> Option<&sqlx::PgPool> {
        self.database.postgresql()
    }

    /// Returns what reads outside of a unit of work are sent to.
    pub(super) fn reader(&self) -> Executor<'_> {
        self.database.reader()
    }

    /// Begins the transaction of a unit of work. On SQLite it waits for its turn.
    pub(super) async fn begin(&self, durable: bool) -> Result<Transaction, StoreError> {
        match self.database.begin(durable).await {
            // Nothing of the unit of work has been done yet.
            Err(error) if self.renew_after(&error) => self.database.begin(durable).await,
            outcome => outcome,
        }
    }

    /// Fails if the database is a file that was deleted or replaced since it was opened.
    pub(super) fn check_file(&self) -> Result<(), StoreError> {
        self.database.check_file()
    }

    /// Returns the kind of database, as statements are built for it.
    pub(super) fn backend(&self) -> DbBackend {
        self.database.backend()
    }

    /// Returns whether units of work run one after the other; on servers they run side by side.
    pub(super) fn has_one_writer(&self) -> bool {
        self.database.has_one_writer()
    }

    /// Learns whether others have committed; see [`Database::foreign_commits`].
    pub(super) async fn foreign_commits(&self) -> Result<u64, StoreError> {
        self.database.foreign_commits().await
    }

    /// Returns whether SQLite has triggers. What they write, no statement tells.
    pub(super) async fn has_triggers(&self) -> Result<bool, StoreError> {
        let select = "SELECT 1 FROM sqlite_master WHERE type = 'trigger' LIMIT 1";
        let select = Statement::from_string(DbBackend::Sqlite, select);
        let found = self.database.reading_connection().query_one_raw(select).await?;
        Ok(found.is_some())
    }

    /// Returns what an update or a delete touches, for the caches.
    pub(super) fn touched_by(&self, entity: &Name, action: Action, filter: &Filter) -> Vec<Slot> {
        self.slots.of_write(&self.schema, entity, action, filter)
    }

    /// Returns an error if the running task must not use the store: inside a unit of work, where a
    /// write would wait for the permit that its own caller holds and a read would see the rows as
    /// they were before; and once the store is closed.
    pub(super) fn check_usable(&self) -> Result<(), StoreError> {
        match TaskContext::current() {
            Some(TaskContext::UnitOfWork) => Err(StoreError::NestedTransaction),
            None if self.closed.load(Ordering::Acquire) => Err(StoreError::Closed),
            Some(TaskContext::AfterCommit) | None => Ok(()),
        }
    }

    /// Has the connections replaced, and returns `true`, if an error shows that its connection
    /// can't be used any more.
    pub(super) fn renew_after(&self, error: &StoreError) -> bool {
        if matches!(error, StoreError::Unavailable(_)) {
            self.may_write.store(false, Ordering::Release);
        }
        self.database.renew_after(error)
    }

    /// Fails if the database lets this app not write. Its rights are asked for until they suffice,
    /// and again after a write has failed.
    pub(super) async fn check_rights(&self) -> Result<(), StoreError> {
        // SQLite has no such setting, and no users.
        let Some(server) = self.database.server() else { return Ok(()) };
        rights::check_server(server).await?;
        if !self.may_write.load(Ordering::Acquire) {
            rights::check_tables(server, &self.schema).await?;
            self.may_write.store(true, Ordering::Release);
        }
        Ok(())
    }

    /// Reads; and once more, on a new connection, if the first one turns out to be broken.
    pub(super) async fn read<T, Fut>(&self, read: impl Fn() -> Fut) -> Result<T, StoreError>
    where
        Fut: Future<Output = Result<T, StoreError>>,
    {
        match read().await {
            Err(error) if self.renew_after(&error) => read().await,
            outcome => outcome,
        }
    }

    /// Runs a job on the database runtime to its end, even if the caller stops waiting. Returns an
    /// error at once if too many run and wait there.
    pub(super) async fn run_to_end<T, E>(
        &self,
        job: impl Future<Output = Result<T, E>> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let place = self.place()?;
        let job = async move {
            let outcome = job.await;
            drop(place);
            outcome
        };
        match self.spawn(job).await {
            Ok(outcome) => outcome,
            Err(error) if error.is_panic() => Err(StoreError::Panicked.into()),
            Err(_) => Err(StoreError::Closed.into()),
        }
    }
}
