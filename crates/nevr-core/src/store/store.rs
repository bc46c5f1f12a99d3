//! The store: one handle for reading and writing.

use std::{future::Future, sync::Arc};

use nevr_schema::{Record, Schema, env::Env};
use sea_orm::ConnectionTrait;

use super::{
    database::Database,
    error::StoreError,
    handle::{Store, Tx},
    hook_index::HookIndex,
    lookup::entity_of,
    query::{Filter, Query},
    read::{count, find, find_with},
    shared::Shared,
    sql::Lock,
    write_set::{WriteSet, Written},
};

impl Store {
    /// A store over an open database whose tables are those of the schema.
    pub fn new(schema: Arc<Schema>, hooks: Arc<HookIndex>, env: Env, database: Database) -> Self {
        let hooks = hooks.table().clone();
        Self { shared: Arc::new(Shared::new(schema, env, database)), hooks }
    }

    /// The merged schema.
    pub fn schema(&self) -> &Arc<Schema> {
        &self.shared.schema
    }

    /// Time and ids.
    pub fn env(&self) -> &Env {
        &self.shared.env
    }

    /// The first row that the query is about.
    pub async fn find_one(&self, query: Query) -> Result<Option<Record>, StoreError> {
        Ok(self.find(query.limit(1)).await?.pop())
    }

    /// The rows that the query is about.
    pub async fn find(&self, query: Query) -> Result<Vec<Record>, StoreError> {
        self.read(|shared| async move {
            find(shared.reader(), &shared.schema, &query, Lock::None).await
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
        self.read(|shared| async move {
            find_with(shared.reader(), &shared.schema, &query, &relation, Lock::None).await
        })
        .await
    }

    /// Number of rows.
    pub async fn count(&self, entity: &str, filter: Filter) -> Result<u64, StoreError> {
        let entity = entity.to_owned();
        self.read(|shared| async move {
            count(shared.reader(), entity_of(&shared.schema, &entity)?, &filter).await
        })
        .await
    }

    /// Writes a set: all of it or nothing.
    ///
    /// On PostgreSQL and MySQL, where sets are written side by side, one that comes to stand in a
    /// circle with others (a deadlock) is undone and written again, hooks included, a few times.
    pub async fn write(&self, set: WriteSet) -> Result<Written, StoreError> {
        self.run_write_set(set).await
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
        self.run_unit(false, work).await
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
        self.run_unit(true, work).await
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.read(|shared| async move {
            shared.reader().execute_unprepared("SELECT 1").await?;
            Ok(())
        })
        .await
    }

    /// Ends the store: what was begun is finished, hooks after the commit included, then the
    /// connections are closed.
    pub async fn close(&self) {
        self.shared.close().await;
    }

    /// Closes the connections under a store that goes on, as if the database were away.
    #[cfg(feature = "testing")]
    pub(crate) async fn disconnect(&self) {
        self.shared.disconnect().await;
    }

    /// Reads. On a server, where its connections live: on the database runtime, to the end even if
    /// the caller stops waiting, so that no connection is left in the middle of an answer.
    async fn read<T, F, Fut>(&self, work: F) -> Result<T, StoreError>
    where
        F: FnOnce(Arc<Shared>) -> Fut,
        Fut: Future<Output = Result<T, StoreError>> + Send + 'static,
        T: Send + 'static,
    {
        self.shared.check_usable()?;
        let reading = work(self.shared.clone());
        if self.shared.has_one_writer() {
            return reading.await;
        }
        let read = self.shared.run_to_end(reading).await;
        self.shared.renew_after(&read);
        read
    }
}
