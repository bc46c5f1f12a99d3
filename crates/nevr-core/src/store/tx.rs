//! A transaction at hand: reading, writing, telling and asking inside it.

use std::{
    any::TypeId,
    sync::{
        Arc, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use nevr_schema::{Entity, Name, Record, env::Env};
use sea_orm::DatabaseTransaction;
use tokio::sync::{Mutex, MutexGuard};

use super::{
    CommittedEvent, Filter, Query, Question, Store, StoreError, TransactionEvent, WriteSet,
    Written,
    hooks::{Answered, Answerer},
    reading::{find, find_with},
    sql::Lock,
    store::entity_of,
    write_set::AnyEvent,
};

/// How many levels hooks may cause each other.
const DEEPEST: usize = 8;

/// A transaction at hand. Cheap to clone; used after its transaction, it answers
/// [`StoreError::TransactionEnded`].
#[derive(Clone)]
pub struct Tx {
    inner: Arc<Inner>,
    /// How many hooks have caused each other up to here.
    depth: usize,
}

struct Inner {
    store: Store,
    transaction: Mutex<Option<DatabaseTransaction>>,
    /// A part has failed: the whole is undone even if the caller goes on as if nothing were.
    failed: AtomicBool,
    /// The database undid a part because of others who wrote at the same time.
    contended: AtomicBool,
    /// Writes that have begun and not ended.
    under_way: AtomicUsize,
    /// What was written must survive a power cut.
    durable: AtomicBool,
    after_commit: std::sync::Mutex<Vec<AnyEvent>>,
}

/// What is left of a transaction when its work is done.
pub(crate) struct Ended {
    pub(crate) transaction: Option<DatabaseTransaction>,
    pub(crate) failed: bool,
    pub(crate) contended: bool,
    pub(crate) durable: bool,
    pub(crate) after_commit: Vec<AnyEvent>,
}

/// The transaction, locked for one statement.
pub(super) struct Open<'t> {
    transaction: MutexGuard<'t, Option<DatabaseTransaction>>,
    inner: &'t Inner,
}

impl Open<'_> {
    pub(super) fn get(&self) -> Result<&DatabaseTransaction, StoreError> {
        self.transaction.as_ref().ok_or(StoreError::TransactionEnded)
    }

    /// Remembers that a statement has failed, before anybody can send another. PostgreSQL refuses
    /// what follows by itself; SQLite may have ended the transaction, and would commit what follows
    /// statement by statement.
    pub(super) fn note<T>(&self, outcome: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(error) = &outcome {
            self.inner.failed.store(true, Ordering::Release);
            self.inner.store.renew_after(&outcome);
            // Noted here, because a hook may give its own name to the error on its way.
            if matches!(error, StoreError::Contended(_)) {
                self.inner.contended.store(true, Ordering::Release);
            }
        }
        outcome
    }
}

/// A write that is under way. One that fails, or is dropped half-way by a time-out in the job, has
/// done nobody knows what: then the whole is undone.
struct Part<'t> {
    inner: &'t Inner,
    succeeded: bool,
}

impl<'t> Part<'t> {
    fn of(tx: &'t Tx) -> Self {
        tx.inner.under_way.fetch_add(1, Ordering::AcqRel);
        Self { inner: &tx.inner, succeeded: false }
    }

    fn end<T>(mut self, outcome: Result<T, StoreError>) -> Result<T, StoreError> {
        self.succeeded = outcome.is_ok();
        outcome
    }
}

impl Drop for Part<'_> {
    fn drop(&mut self) {
        if !self.succeeded {
            self.inner.failed.store(true, Ordering::Release);
        }
        self.inner.under_way.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Tx {
    pub(crate) fn begin(store: Store, transaction: DatabaseTransaction) -> Self {
        let inner = Inner {
            store,
            transaction: Mutex::new(Some(transaction)),
            failed: AtomicBool::new(false),
            contended: AtomicBool::new(false),
            under_way: AtomicUsize::new(0),
            durable: AtomicBool::new(false),
            after_commit: std::sync::Mutex::default(),
        };
        Self { inner: Arc::new(inner), depth: 0 }
    }

    pub(crate) async fn end(&self) -> Ended {
        let transaction = self.inner.transaction.lock().await.take();
        // A task that outlives the job may stand between two statements of a set.
        let unfinished = self.inner.under_way.load(Ordering::Acquire) > 0;
        let failed = unfinished || self.inner.failed.load(Ordering::Acquire);
        let contended = self.inner.contended.load(Ordering::Acquire);
        let durable = self.inner.durable.load(Ordering::Acquire);
        let after_commit = std::mem::take(
            &mut *self.inner.after_commit.lock().unwrap_or_else(PoisonError::into_inner),
        );
        Ended { transaction, failed, contended, durable, after_commit }
    }

    pub(super) fn store(&self) -> &Store {
        &self.inner.store
    }

    /// Time and ids.
    pub fn env(&self) -> &Env {
        self.store().env()
    }

    /// The first row that the query is about. It stays as it was read until the transaction ends.
    pub async fn find_one(&self, query: Query) -> Result<Option<Record>, StoreError> {
        Ok(self.find(query.limit(1)).await?.pop())
    }

    /// The rows that the query is about. They stay as they were read until the transaction ends:
    /// whoever else wants to change them, or to read them in a transaction, waits. That other rows
    /// come to match meanwhile is kept out by unique indexes alone, except on SQLite.
    pub async fn find(&self, query: Query) -> Result<Vec<Record>, StoreError> {
        let open = self.open().await?;
        open.note(find(open.get()?, self.store().schema(), &query, Lock::Rows).await)
    }

    /// The rows that the query is about, each with the row that its relation refers to. Both stay
    /// as they were read until the transaction ends.
    pub async fn find_with(
        &self,
        query: Query,
        relation: &str,
    ) -> Result<Vec<(Record, Record)>, StoreError> {
        let open = self.open().await?;
        open.note(find_with(open.get()?, self.store().schema(), &query, relation, Lock::Rows).await)
    }

    /// Inserts a row, and gives it back with its id, timestamps and defaults.
    pub async fn insert(
        &self,
        entity: impl Into<Name>,
        record: Record,
    ) -> Result<Record, StoreError> {
        let part = Part::of(self);
        part.end(self.insert_row(&entity.into(), record).await)
    }

    /// Changes the rows that the filter is about, and says how many they were.
    pub async fn update(
        &self,
        entity: impl Into<Name>,
        filter: Filter,
        changes: Record,
    ) -> Result<u64, StoreError> {
        let part = Part::of(self);
        part.end(self.update_rows(&entity.into(), &filter, changes).await)
    }

    /// Deletes the rows that the filter is about, and says how many they were.
    pub async fn delete(&self, entity: impl Into<Name>, filter: Filter) -> Result<u64, StoreError> {
        let part = Part::of(self);
        part.end(self.delete_rows(&entity.into(), &filter).await)
    }

    /// Writes a set inside this transaction.
    pub async fn write(&self, set: WriteSet) -> Result<Written, StoreError> {
        let part = Part::of(self);
        part.end(self.apply(set).await)
    }

    /// Tells an event; the hooks on it run before this returns, and may refuse.
    pub async fn fire<E: TransactionEvent>(&self, event: E) -> Result<(), StoreError> {
        let part = Part::of(self);
        part.end(self.dispatch(AnyEvent::new(Arc::new(event))).await)
    }

    /// Asks whoever answers such questions; `None` when nobody does.
    pub async fn ask<Q: Question>(&self, question: Q) -> Result<Option<Q::Answer>, StoreError> {
        let hooks = self.store().hooks().clone();
        let Some(answerer) = hooks.answerer(TypeId::of::<Q>()) else { return Ok(None) };
        let part = Part::of(self);
        let asked = AnyEvent::new(Arc::new(question));
        let answer = part.end(self.consult(answerer, asked).await)?;
        Ok(answer.and_then(|answer| answer.downcast().ok()).map(|answer| *answer))
    }

    /// Tells an event once the transaction is committed.
    pub fn after_commit<E: CommittedEvent>(&self, event: E) {
        self.tell_later(vec![AnyEvent::new(Arc::new(event))]);
    }

    /// What is written must survive a power cut once it is answered.
    pub(super) fn be_durable(&self) {
        self.inner.durable.store(true, Ordering::Release);
    }

    pub(super) fn tell_later(&self, events: Vec<AnyEvent>) {
        self.inner.after_commit.lock().unwrap_or_else(PoisonError::into_inner).extend(events);
    }

    async fn consult(&self, answerer: &Answerer, asked: AnyEvent) -> Result<Answered, StoreError> {
        let (answerer, tx) = (answerer.clone(), self.deeper()?);
        self.limited(asked.name, move || answerer(asked.event, tx)).await
    }

    /// The transaction for one statement; none once a part has failed.
    pub(super) async fn open(&self) -> Result<Open<'_>, StoreError> {
        let inner = &self.inner;
        let transaction = inner.transaction.lock().await;
        if transaction.is_some() && inner.failed.load(Ordering::Acquire) {
            return Err(StoreError::Undone);
        }
        Ok(Open { transaction, inner })
    }

    pub(super) fn deeper(&self) -> Result<Self, StoreError> {
        if self.depth == DEEPEST {
            return Err(StoreError::HooksTooDeep(DEEPEST));
        }
        Ok(Self { inner: self.inner.clone(), depth: self.depth + 1 })
    }

    pub(super) fn entity(&self, name: &str) -> Result<&Entity, StoreError> {
        entity_of(self.store().schema(), name)
    }
}
