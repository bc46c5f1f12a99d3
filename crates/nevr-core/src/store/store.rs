//! The store: one handle for reading and writing.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

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
    Database, Filter, HookIndex, Query, StoreError, Tx, WriteSet, Written, rows, scope::Scope, sql,
};
use crate::{
    env::Env,
    schema::{Entity, Record, Schema},
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
    /// neither.
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
        find(self.reader()?, &self.0.schema, &query).await
    }

    /// The rows that the query is about, each with the row that its relation refers to, read in one
    /// statement. Rows that refer to nothing are left out.
    pub async fn find_with(
        &self,
        query: Query,
        relation: &str,
    ) -> Result<Vec<(Record, Record)>, StoreError> {
        find_with(self.reader()?, &self.0.schema, &query, relation).await
    }

    /// Number of rows.
    pub async fn count(&self, entity: &str, filter: Filter) -> Result<u64, StoreError> {
        count(self.reader()?, entity_of(&self.0.schema, entity)?, &filter).await
    }

    /// Writes a set: all of it or nothing.
    pub async fn write(&self, set: WriteSet) -> Result<Written, StoreError> {
        self.unit(set.durable, |tx| async move { tx.write(set).await }).await
    }

    /// Runs a job that reads and decides inside a transaction. It is committed when the job returns
    /// `Ok` and nothing in it failed.
    ///
    /// The job runs to its end on the database runtime even if the caller stops waiting, and holds
    /// the one writer while it runs: nothing slow belongs in it, least of all hashing.
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
        self.reader()?.execute_unprepared("SELECT 1").await?;
        Ok(())
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

    pub(crate) async fn writing_place(&self) -> Result<OwnedMutexGuard<()>, StoreError> {
        let limit = self.0.database.acquire_timeout;
        timeout(limit, self.0.place.clone().lock_owned()).await.map_err(|_| StoreError::Busy(limit))
    }

    pub(crate) fn writer(&self, durable: bool) -> &DatabaseConnection {
        if durable { &self.0.database.durable_writer } else { &self.0.database.writer }
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

    fn reader(&self) -> Result<&DatabaseConnection, StoreError> {
        self.admit().map(|()| &self.0.database.readers)
    }
}

pub(crate) fn entity_of<'s>(schema: &'s Schema, name: &str) -> Result<&'s Entity, StoreError> {
    schema.entity(name).ok_or_else(|| StoreError::UnknownEntity(name.to_owned()))
}

pub(crate) async fn find(
    connection: &impl ConnectionTrait,
    schema: &Schema,
    query: &Query,
) -> Result<Vec<Record>, StoreError> {
    let entity = entity_of(schema, &query.entity)?;
    let found = connection.query_all(&sql::select(entity, query)?).await?;
    found.iter().map(|row| rows::read(entity, row, 0)).collect()
}

pub(crate) async fn find_with(
    connection: &impl ConnectionTrait,
    schema: &Schema,
    query: &Query,
    relation: &str,
) -> Result<Vec<(Record, Record)>, StoreError> {
    let entity = entity_of(schema, &query.entity)?;
    let by = entity.relation(relation).ok_or_else(|| sql::unknown_field(entity, relation))?;
    let target = by.reference.as_ref().map_or("", |to| to.entity.as_str());
    let other = entity_of(schema, target)?;
    let found = connection.query_all(&sql::select_joined(entity, query, by, other)?).await?;
    let both =
        |row| Ok((rows::read(entity, row, 0)?, rows::read(other, row, entity.fields.len())?));
    found.iter().map(both).collect()
}

pub(crate) async fn count(
    connection: &impl ConnectionTrait,
    entity: &Entity,
    filter: &Filter,
) -> Result<u64, StoreError> {
    let row = connection.query_one(&sql::count(entity, filter)?).await?;
    let rows = row.map_or(Ok(0), |row| row.try_get_by_index::<i64>(0))?;
    Ok(u64::try_from(rows).unwrap_or(0))
}
