//! The store: one handle for reading and writing.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use nevr_schema::{Entity, Record, Schema, env::Env};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use tokio::{
    runtime::Handle,
    sync::{Mutex, OwnedMutexGuard},
    task::JoinHandle,
    time::timeout,
};
use tokio_util::task::TaskTracker;
use tracing::Instrument;

use super::{
    Database, Filter, HookIndex, Query, StoreError, Tx, WriteSet, Written,
    reading::{count, find, find_with},
    scope::Scope,
    sql::Lock,
};

/// Reads and writes rows by the merged schema. Cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    schema: Arc<Schema>,
    hooks: Arc<HookIndex>,
    env: Env,
    database: Database,
    /// SQLite has one writer; waiting for it here is fair and bounded, waiting in the database is
    /// neither. Nobody takes this place on servers.
    place: Arc<Mutex<()>>,
    tasks: TaskTracker,
    closed: AtomicBool,
}

impl Store {
    /// A store over an open database whose tables are those of the schema.
    pub fn new(schema: Arc<Schema>, hooks: Arc<HookIndex>, env: Env, database: Database) -> Self {
        Self(Arc::new(Inner {
            schema,
            hooks,
            env,
            database,
            place: Arc::new(Mutex::new(())),
            tasks: TaskTracker::new(),
            closed: AtomicBool::new(false),
        }))
    }

    /// The merged schema.
    pub fn schema(&self) -> &Arc<Schema> {
        &self.0.schema
    }

    /// Time and ids.
    pub fn env(&self) -> &Env {
        &self.0.env
    }

    /// The first row that the query is about.
    pub async fn find_one(&self, query: Query) -> Result<Option<Record>, StoreError> {
        Ok(self.find(query.limit(1)).await?.pop())
    }

    /// The rows that the query is about.
    pub async fn find(&self, query: Query) -> Result<Vec<Record>, StoreError> {
        self.read(|store| async move {
            find(store.reader(), store.schema(), &query, Lock::Nothing).await
        })
        .await
    }

    /// The rows that the query is about, each with the row that its relation refers to, read in one
    /// statement. Rows that refer to nothing are left out.
    pub async fn find_with(
        &self,
        query: Query,
        relation: &str,
    ) -> Result<Vec<(Record, Record)>, StoreError> {
        let relation = relation.to_owned();
        self.read(|store| async move {
            find_with(store.reader(), store.schema(), &query, &relation, Lock::Nothing).await
        })
        .await
    }

    /// Number of rows.
    pub async fn count(&self, entity: &str, filter: Filter) -> Result<u64, StoreError> {
        let entity = entity.to_owned();
        self.read(|store| async move {
            count(store.reader(), entity_of(store.schema(), &entity)?, &filter).await
        })
        .await
    }

    /// Writes a set: all of it or nothing.
    ///
    /// On PostgreSQL and MySQL, where sets are written side by side, one that comes to stand in a
    /// circle with others (a deadlock) is undone and written again, hooks included, a few times.
    pub async fn write(&self, set: WriteSet) -> Result<Written, StoreError> {
        self.write_unit(set).await
    }

    /// Runs a job that reads and decides inside a transaction. It is committed when the job returns
    /// `Ok` and nothing in it failed.
    ///
    /// What it reads through its [`Tx`] stays as it was read until it ends: on SQLite, because it
    /// holds the one writer while it runs; on PostgreSQL and MySQL, because the rows are locked.
    /// There, a job may come to stand in a circle with others (a deadlock), and ends with
    /// [`StoreError::Contended`]: the caller is asked to come back, because a job can't be done
    /// twice.
    ///
    /// The job runs to its end on the database runtime even if the caller stops waiting: nothing
    /// slow belongs in it, least of all hashing.
    pub async fn transaction<T, E, F, Fut>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.unit(false, work).await
    }

    /// Like [`Store::transaction`]; the commit survives a power cut once it is answered. For
    /// revocations, changes of credentials, links and deletes.
    pub async fn durable_transaction<T, E, F, Fut>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.unit(true, work).await
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.read(|store| async move {
            store.reader().execute_unprepared("SELECT 1").await?;
            Ok(())
        })
        .await
    }

    /// Ends the store: what was begun is finished, hooks after the commit included, then the
    /// connections are closed.
    pub async fn close(&self) {
        self.0.closed.store(true, Ordering::Release);
        self.0.tasks.close();
        self.0.tasks.wait().await;
        self.0.database.close().await;
    }

    /// Closes the connections under a store that goes on, as if the database were away.
    #[cfg(feature = "testing")]
    pub(crate) async fn disconnect(&self) {
        self.0.database.close().await;
    }

    pub(crate) fn hooks(&self) -> &Arc<HookIndex> {
        &self.0.hooks
    }

    pub(crate) fn runtime(&self) -> &Handle {
        self.0.database.runtime.handle()
    }

    pub(crate) fn spawn<F>(&self, job: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.0.tasks.spawn_on(job.in_current_span(), self.runtime())
    }

    /// The place to write, where there is one alone.
    pub(super) async fn writing_place(&self) -> Result<Option<OwnedMutexGuard<()>>, StoreError> {
        if !self.has_one_writer() {
            return Ok(None);
        }
        let limit = self.0.database.acquire_timeout;
        let place = timeout(limit, self.0.place.clone().lock_owned()).await;
        place.map(Some).map_err(|_| StoreError::Busy(limit))
    }

    pub(super) fn writer(&self, durable: bool) -> &DatabaseConnection {
        self.0.database.writer(durable)
    }

    /// Whether units of work are done one after the other. On servers they are done side by side.
    pub(super) fn has_one_writer(&self) -> bool {
        self.0.database.has_one_writer()
    }

    /// Whether the code at hand may use the store.
    ///
    /// Inside a unit of work it may not: a write would wait for a place that is taken, and a read
    /// would see the rows as they were before it.
    pub(crate) fn admit(&self) -> Result<(), StoreError> {
        match Scope::current() {
            Some(Scope::Unit) => Err(StoreError::NestedTransaction),
            None if self.0.closed.load(Ordering::Acquire) => Err(StoreError::Closed),
            Some(Scope::Committed) | None => Ok(()),
        }
    }

    /// Has connections replaced if an outcome says that they are outdated.
    pub(super) fn renew_after<T>(&self, outcome: &Result<T, StoreError>) {
        self.0.database.renew_after(outcome);
    }

    fn reader(&self) -> &DatabaseConnection {
        self.0.database.reader()
    }

    /// Reads. On a server, where its connections live: on the database runtime, to the end even if
    /// the caller stops waiting, so that no connection is left in the middle of an answer.
    async fn read<T, F, Fut>(&self, work: F) -> Result<T, StoreError>
    where
        F: FnOnce(Self) -> Fut,
        Fut: Future<Output = Result<T, StoreError>> + Send + 'static,
        T: Send + 'static,
    {
        self.admit()?;
        let reading = work(self.clone());
        if self.has_one_writer() {
            return reading.await;
        }
        let read = self.joined(reading).await;
        self.renew_after(&read);
        read
    }

    /// Does a job on the database runtime; gives its outcome, however it ends.
    pub(super) async fn joined<T, E>(
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

pub(crate) fn entity_of<'s>(schema: &'s Schema, name: &str) -> Result<&'s Entity, StoreError> {
    schema.entity(name).ok_or_else(|| StoreError::UnknownEntity(name.to_owned()))
}
