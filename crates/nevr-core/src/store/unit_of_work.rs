//! The state of one unit of work: its database transaction, and whether a statement has failed.

use std::sync::{
    Arc, PoisonError,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use nevr_schema::Entity;
use tokio::sync::{Mutex, MutexGuard};

use super::{
    database::{Executor, Transaction},
    entity_write::Action,
    error::StoreError,
    query::Filter,
    row_cache::Slot,
    shared::Shared,
    write_set::AnyEvent,
};

/// A unit of work that touches more counts as one that touches everything.
const MAX_TOUCHED: usize = 4096;

/// The state that all clones of a [`Tx`](super::Tx) share.
pub(super) struct UnitOfWork {
    pub(super) shared: Arc<Shared>,
    transaction: Mutex<Option<Transaction>>,
    /// A statement has failed: everything is undone, even if the caller ignores the error.
    failed: AtomicBool,
    /// The database reported a deadlock.
    contended: AtomicBool,
    /// The number of writes that have begun and not ended.
    pending_writes: AtomicUsize,
    /// The commit must survive a power cut.
    durable: AtomicBool,
    after_commit: std::sync::Mutex<Vec<AnyEvent>>,
    /// What its statements touch, for the caches.
    touched: std::sync::Mutex<Vec<Slot>>,
}

/// A unit of work whose job has ended, to be committed or rolled back.
pub(super) struct Finished {
    pub(super) transaction: Option<Transaction>,
    pub(super) failed: bool,
    pub(super) contended: bool,
    pub(super) durable: bool,
    pub(super) after_commit: Vec<AnyEvent>,
    pub(super) touched: Vec<Slot>,
}

impl UnitOfWork {
    pub(super) fn new(shared: Arc<Shared>, transaction: Transaction) -> Self {
        Self {
            shared,
            transaction: Mutex::new(Some(transaction)),
            failed: AtomicBool::new(false),
            contended: AtomicBool::new(false),
            pending_writes: AtomicUsize::new(0),
            durable: AtomicBool::new(false),
            after_commit: std::sync::Mutex::default(),
            touched: std::sync::Mutex::default(),
        }
    }

    /// Locks the transaction for one statement; an error once a statement has failed.
    pub(super) async fn lock(&self) -> Result<LockedTransaction<'_>, StoreError> {
        let transaction = self.transaction.lock().await;
        if transaction.is_some() && self.failed.load(Ordering::Acquire) {
            return Err(StoreError::RolledBack);
        }
        Ok(LockedTransaction { transaction, unit: self })
    }

    /// Makes the commit survive a power cut once the caller has its result.
    pub(super) fn require_durable_commit(&self) {
        self.durable.store(true, Ordering::Release);
    }

    /// Queues events, which are published after the commit.
    pub(super) fn publish_later(&self, events: Vec<AnyEvent>) {
        self.after_commit.lock().unwrap_or_else(PoisonError::into_inner).extend(events);
    }

    /// Notes what an update or a delete touches, before it is sent.
    pub(super) fn touch(&self, entity: &Entity, action: Action, filter: &Filter) {
        self.touch_slots(self.shared.touched_by(&entity.name, action, filter));
    }

    /// Notes what prepared statements touch, before they are sent.
    pub(super) fn touch_slots(&self, slots: impl IntoIterator<Item = Slot>) {
        let mut touched = self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        touched.extend(slots);
        if touched.len() > MAX_TOUCHED {
            *touched = vec![self.shared.slots.everything()];
        }
    }

    /// Takes the transaction away from all handles, which return `TransactionEnded` from now on.
    pub(super) async fn finish(&self) -> Finished {
        let transaction = self.transaction.lock().await.take();
        // A task that outlives the job may be between two statements of a set.
        let unfinished = self.pending_writes.load(Ordering::Acquire) > 0;
        let failed = unfinished || self.failed.load(Ordering::Acquire);
        let contended = self.contended.load(Ordering::Acquire);
        let durable = self.durable.load(Ordering::Acquire);
        let after_commit =
            std::mem::take(&mut *self.after_commit.lock().unwrap_or_else(PoisonError::into_inner));
        let touched =
            std::mem::take(&mut *self.touched.lock().unwrap_or_else(PoisonError::into_inner));
        Finished { transaction, failed, contended, durable, after_commit, touched }
    }
}

/// The transaction, locked for one statement.
pub(super) struct LockedTransaction<'u> {
    transaction: MutexGuard<'u, Option<Transaction>>,
    unit: &'u UnitOfWork,
}

impl LockedTransaction<'_> {
    pub(super) fn get(&self) -> Result<Executor<'_>, StoreError> {
        self.transaction.as_ref().map(Transaction::executor).ok_or(StoreError::TransactionEnded)
    }

    /// Records that a statement has failed, while the lock still keeps others from sending one.
    /// PostgreSQL refuses further statements by itself; SQLite may have ended the transaction, and
    /// would commit each further statement on its own.
    pub(super) fn record_failure<T>(
        &self,
        outcome: Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if let Err(error) = &outcome {
            self.unit.failed.store(true, Ordering::Release);
            self.unit.shared.renew_after(error);
            // Recorded here, because a hook may replace the error by one of its own.
            if matches!(error, StoreError::Contended(_)) {
                self.unit.contended.store(true, Ordering::Release);
            }
        }
        outcome
    }
}

/// A write that has begun. If it fails, or is dropped half-way by a `timeout` in the job, it is
/// unknown what it has done, and the unit of work is undone.
pub(super) struct PendingWrite<'u> {
    unit: &'u UnitOfWork,
    succeeded: bool,
}

impl<'u> PendingWrite<'u> {
    pub(super) fn begin(unit: &'u UnitOfWork) -> Self {
        unit.pending_writes.fetch_add(1, Ordering::AcqRel);
        Self { unit, succeeded: false }
    }

    pub(super) fn finish<T>(mut self, outcome: Result<T, StoreError>) -> Result<T, StoreError> {
        self.succeeded = outcome.is_ok();
        outcome
    }
}

impl Drop for PendingWrite<'_> {
    fn drop(&mut self) {
        if !self.succeeded {
            self.unit.failed.store(true, Ordering::Release);
        }
        self.unit.pending_writes.fetch_sub(1, Ordering::AcqRel);
    }
}
