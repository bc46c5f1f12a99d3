//! What a [`Tx`] can do: read, write, fire events and ask questions inside its transaction.

use std::{any::TypeId, sync::Arc};

use nevr_schema::{Name, Record, env::Env};

use super::{
    error::StoreError,
    event::{CommittedEvent, Question, TransactionEvent},
    handle::Tx,
    query::{Filter, Query},
    read::{find, find_with},
    sql::Lock,
    unit_of_work::PendingWrite,
    write_set::{AnyEvent, WriteSet, Written},
};

impl Tx {
    /// Returns the source of time and ids.
    pub fn env(&self) -> &Env {
        &self.unit.shared.env
    }

    /// Returns the first row that the query selects, or `None`. It stays as it was read until the
    /// transaction ends.
    pub async fn find_one(&self, query: Query) -> Result<Option<Record>, StoreError> {
        Ok(self.find(query.limit(1)).await?.pop())
    }

    /// Returns the rows that the query selects. They stay as they were read until the transaction
    /// ends: others that change them, or read them in a transaction, wait. That further rows come
    /// to match meanwhile is prevented by unique indexes alone, except on SQLite.
    pub async fn find(&self, query: Query) -> Result<Vec<Record>, StoreError> {
        let locked = self.unit.lock().await?;
        let schema = &self.unit.shared.schema;
        locked.record_failure(find(locked.get()?, schema, &query, Lock::Rows).await)
    }

    /// Returns the rows that the query selects, each with the row that its relation refers to, as
    /// [`Store::find_with`](super::Store::find_with) does. Both stay as they were read until the
    /// transaction ends.
    pub async fn find_with(
        &self,
        query: Query,
        relation: &str,
    ) -> Result<Vec<(Record, Record)>, StoreError> {
        let locked = self.unit.lock().await?;
        let schema = &self.unit.shared.schema;
        let found = find_with(locked.get()?, schema, &query, relation, Lock::Rows).await;
        locked.record_failure(found)
    }

    /// Locks one row until the transaction ends: others that change it, delete it, lock it or insert
    /// rows that refer to it wait. A row that does not exist is no error, and no lock.
    ///
    /// A transaction that writes several rows of one user begins with this; see
    /// [the order of locks](Tx#the-order-of-locks). It costs a statement on PostgreSQL and MySQL, and
    /// nothing on SQLite, where one unit of work runs at a time.
    pub async fn lock(&self, entity: impl Into<Name>, id: &str) -> Result<(), StoreError> {
        self.lock_row(&entity.into(), id).await
    }

    /// Inserts a row. Returns it with its id, timestamps, defaults and the changes of hooks.
    pub async fn insert(
        &self,
        entity: impl Into<Name>,
        record: Record,
    ) -> Result<Record, StoreError> {
        let write = PendingWrite::begin(&self.unit);
        write.finish(self.insert_row(&entity.into(), record).await)
    }

    /// Updates the rows that the filter selects. Returns their number, which may be 0.
    pub async fn update(
        &self,
        entity: impl Into<Name>,
        filter: Filter,
        changes: Record,
    ) -> Result<u64, StoreError> {
        let write = PendingWrite::begin(&self.unit);
        write.finish(self.update_rows(&entity.into(), &filter, changes).await)
    }

    /// Deletes the rows that the filter selects. Returns their number, which may be 0.
    pub async fn delete(&self, entity: impl Into<Name>, filter: Filter) -> Result<u64, StoreError> {
        let write = PendingWrite::begin(&self.unit);
        write.finish(self.delete_rows(&entity.into(), &filter).await)
    }

    /// Writes a set inside this transaction. Its queued events are published after the
    /// transaction's commit.
    pub async fn write(&self, set: WriteSet) -> Result<Written, StoreError> {
        let write = PendingWrite::begin(&self.unit);
        write.finish(self.apply(set).await)
    }

    /// Fires an event. Its hooks have run when this returns, and may refuse.
    pub async fn fire<E: TransactionEvent>(&self, event: E) -> Result<(), StoreError> {
        let write = PendingWrite::begin(&self.unit);
        write.finish(self.run_event_hooks(AnyEvent::new(Arc::new(event))).await)
    }

    /// Asks a question. Returns `None` if no plugin answers it.
    pub async fn ask<Q: Question>(&self, question: Q) -> Result<Option<Q::Answer>, StoreError> {
        let Some(answerer) = self.hooks.answerer(TypeId::of::<Q>()) else { return Ok(None) };
        let write = PendingWrite::begin(&self.unit);
        let asked = AnyEvent::new(Arc::new(question));
        let answer = write.finish(self.call_answerer(answerer, asked).await)?;
        Ok(answer.and_then(|answer| answer.downcast().ok()).map(|answer| *answer))
    }

    /// Queues an event, which is published once the transaction is committed.
    pub fn after_commit<E: CommittedEvent>(&self, event: E) {
        self.unit.publish_later(vec![AnyEvent::new(Arc::new(event))]);
    }
}
