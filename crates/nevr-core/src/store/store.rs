//! What a [`Store`] can do.

use std::{future::Future, sync::Arc};

use nevr_schema::{Record, Schema, env::Env};

use super::{
    database::{Database, Reach},
    error::StoreError,
    handle::{Store, Tx},
    hook_index::HookIndex,
    lookup::entity_of,
    query::{Filter, Query},
    read::{count, find, find_with},
    shared::Shared,
    sql::{self, Lock},
    write_set::{WriteSet, Written},
};

impl Store {
    /// Creates a store over an open database. Its tables must be those of the schema.
    pub fn new(schema: Arc<Schema>, hooks: Arc<HookIndex>, env: Env, database: Database) -> Self {
        let hooks = hooks.table();
        Self { shared: Arc::new(Shared::new(schema, env, database)), hooks }
    }

    /// Returns the merged schema.
    pub fn schema(&self) -> &Arc<Schema> {
        &self.shared.schema
    }

    /// Returns the source of time and ids.
    pub fn env(&self) -> &Env {
        &self.shared.env
    }

    /// Returns the first row that the query selects, or `None`.
    pub async fn find_one(&self, query: Query) -> Result<Option<Record>, StoreError> {
        Ok(self.find(query.limit(1)).await?.pop())
    }

    /// Returns the rows that the query selects, as they are committed now. Without a
    /// [`limit`](Query::limit) all of them are loaded into memory.
    pub async fn find(&self, query: Query) -> Result<Vec<Record>, StoreError> {
        self.read(|shared| async move {
            shared.read(|| find(shared.reader(), &shared.schema, &query, Lock::None)).await
        })
        .await
    }

    /// Returns the rows that the query selects, each with the row that its relation refers to, read
    /// by one statement with a join. Rows whose reference is null are left out.
    ///
    /// The relation is the name under which the reference was declared: `user` for a field
    /// `userId`.
    pub async fn find_with(
        &self,
        query: Query,
        relation: &str,
    ) -> Result<Vec<(Record, Record)>, StoreError> {
        let relation = relation.to_owned();
        self.read(|shared| async move {
            let schema = &shared.schema;
            shared.read(|| find_with(shared.reader(), schema, &query, &relation, Lock::None)).await
        })
        .await
    }

    /// Returns the number of rows that the filter selects.
    pub async fn count(&self, entity: &str, filter: Filter) -> Result<u64, StoreError> {
        let entity = entity.to_owned();
        self.read(|shared| async move {
            let entity = entity_of(&shared.schema, &entity)?;
            shared.read(|| count(shared.reader(), entity, &filter)).await
        })
        .await
    }

    /// Writes a set in one unit of work: all of it or nothing.
    ///
    /// Returns once it is committed. Events queued with [`WriteSet::after_commit`] are published
    /// afterwards, in the background.
    ///
    /// On PostgreSQL and MySQL, a set that was in a deadlock with others is undone and written
    /// again, its hooks included, up to five times before this returns [`StoreError::Contended`].
    pub async fn write(&self, set: WriteSet) -> Result<Written, StoreError> {
        self.run_write_set(set).await
    }

    /// Runs a job that reads and decides inside a transaction; commits if the job returns `Ok` and
    /// nothing in it failed, and undoes everything otherwise. See [`Tx`] for the rules inside.
    ///
    /// The job is `Send + 'static` because it runs on the database's runtime, to its end even if
    /// the caller stops waiting. Its error type is the caller's own; it needs a `From<StoreError>`
    /// for what the store itself adds, which [`wire_error!`](crate::wire_error) provides.
    ///
    /// On PostgreSQL and MySQL, a job that was in a deadlock with others ends with
    /// [`StoreError::Contended`], a 503 with `Retry-After`: unlike a [`WriteSet`], a job can't be
    /// run again.
    ///
    /// Nothing slow belongs in it, least of all hashing: on SQLite all other writers wait.
    pub async fn transaction<T, E, F, Fut>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.run_unit(false, work).await
    }

    /// Like [`Store::transaction`], with a commit that survives a power cut once this has returned:
    /// for revocations, changes of credentials, links and deletes. See [`WriteSet::durable`].
    pub async fn durable_transaction<T, E, F, Fut>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.run_unit(true, work).await
    }

    /// Sends the database a query, to learn whether it answers. For health checks.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.shared.check_usable()?;
        self.shared.check_file()?;
        self.read(|shared| async move {
            let ping = async || {
                shared.reader().query(&sql::nothing(), Reach::Rows).await?;
                shared.check_rights().await
            };
            shared.read(ping).await
        })
        .await
    }

    /// Closes the store: refuses new work, waits for the units of work and the hooks after a commit
    /// that have begun, then closes the connections.
    pub async fn close(&self) {
        self.shared.close().await;
    }

    /// Closes the connections under a running store, as if the database were down.
    #[cfg(feature = "testing")]
    pub(crate) async fn disconnect(&self) {
        self.shared.disconnect().await;
    }

    /// Runs a read. On a server it runs on the database runtime, where the connections live, to its
    /// end even if the caller stops waiting, so that no connection is left in the middle of a
    /// reply.
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
        self.shared.run_to_end(reading).await
    }
}
