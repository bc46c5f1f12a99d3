//! A transaction at hand: reading, writing, telling and asking inside it.

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
    /// Time and ids.
    pub fn env(&self) -> &Env {
        &self.unit.shared.env
    }

    /// The first row that the query is about. It stays as it was read until the transaction ends.
    pub async fn find_one(&self, query: Query) -> Result<Option<Record>, StoreError> {
        Ok(self.find(query.limit(1)).await?.pop())
    }

    /// The rows that the query is about. They stay as they were read until the transaction ends:
    /// whoever else wants to change them, or to read them in a transaction, waits. That other rows
    /// come to match meanwhile is kept out by unique indexes alone, except on SQLite.
    pub async fn find(&self, query: Query) -> Result<Vec<Record>, StoreError> {
        let locked = self.unit.lock().await?;
        let schema = &self.unit.shared.schema;
        locked.record_failure(find(locked.get()?, schema, &query, Lock::Rows).await)
    }

    /// The rows that the query is about, each with the row that its relation refers to. Both stay
    /// as they were read until the transaction ends.
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

    /// Inserts a row, and gives it back with its id, timestamps and defaults.
    pub async fn insert(
        &self,
        entity: impl Into<Name>,
        record: Record,
    ) -> Result<Record, StoreError> {
        let write = PendingWrite::begin(&self.unit);
        write.finish(self.insert_row(&entity.into(), record).await)
    }

    /// Changes the rows that the filter is about, and says how many they were.
    pub async fn update(
        &self,
        entity: impl Into<Name>,
        filter: Filter,
        changes: Record,
    ) -> Result<u64, StoreError> {
        let write = PendingWrite::begin(&self.unit);
        write.finish(self.update_rows(&entity.into(), &filter, changes).await)
    }

    /// Deletes the rows that the filter is about, and says how many they were.
    pub async fn delete(&self, entity: impl Into<Name>, filter: Filter) -> Result<u64, StoreError> {
        let write = PendingWrite::begin(&self.unit);
        write.finish(self.delete_rows(&entity.into(), &filter).await)
    }

    /// Writes a set inside this transaction.
    pub async fn write(&self, set: WriteSet) -> Result<Written, StoreError> {
        let write = PendingWrite::begin(&self.unit);
        write.finish(self.apply(set).await)
    }

    /// Tells an event; the hooks on it run before this returns, and may refuse.
    pub async fn fire<E: TransactionEvent>(&self, event: E) -> Result<(), StoreError> {
        let write = PendingWrite::begin(&self.unit);
        write.finish(self.run_event_hooks(AnyEvent::new(Arc::new(event))).await)
    }

    /// Asks whoever answers such questions; `None` when nobody does.
    pub async fn ask<Q: Question>(&self, question: Q) -> Result<Option<Q::Answer>, StoreError> {
        let Some(answerer) = self.hooks.answerer(TypeId::of::<Q>()) else { return Ok(None) };
        let write = PendingWrite::begin(&self.unit);
        let asked = AnyEvent::new(Arc::new(question));
        let answer = write.finish(self.call_answerer(answerer, asked).await)?;
        Ok(answer.and_then(|answer| answer.downcast().ok()).map(|answer| *answer))
    }

    /// Tells an event once the transaction is committed.
    pub fn after_commit<E: CommittedEvent>(&self, event: E) {
        self.unit.publish_later(vec![AnyEvent::new(Arc::new(event))]);
    }
}
