//! The state of one unit of work: its database transaction, and whether a part of it has failed.

use std::sync::{
    Arc, PoisonError,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use sea_orm::DatabaseTransaction;
use tokio::sync::{Mutex, MutexGuard};

use super::{error::StoreError, shared::Shared, write_set::AnyEvent};

/// The state that all clones of a [`Tx`](super::Tx) share.
pub(super) struct UnitOfWork {
    pub(super) shared: Arc<Shared>,
    transaction: Mutex<Option<DatabaseTransaction>>,
    /// A part has failed: the whole is undone even if the caller goes on as if nothing were.
    failed: AtomicBool,
    /// The database undid a part because of others who wrote at the same time.
    contended: AtomicBool,
    /// Writes that have begun and not ended.
    pending_writes: AtomicUsize,
    /// What was written must survive a power cut.
    durable: AtomicBool,
    after_commit: std::sync::Mutex<Vec<AnyEvent>>,
}

/// What is left of a transaction when its work is done.
pub(super) struct Finished {
    pub(super) transaction: Option<DatabaseTransaction>,
    pub(super) failed: bool,
    pub(super) contended: bool,
    pub(super) durable: bool,
    pub(super) after_commit: Vec<AnyEvent>,
}

impl UnitOfWork {
    pub(super) fn new(shared: Arc<Shared>, transaction: DatabaseTransaction) -> Self {
        Self {
            shared,
            transaction: Mutex::new(Some(transaction)),
            failed: AtomicBool::new(false),
            contended: AtomicBool::new(false),
            pending_writes: AtomicUsize::new(0),
            durable: AtomicBool::new(false),
            after_commit: std::sync::Mutex::default(),
        }
    }

    /// The transaction for one statement; none once a part has failed.
    pub(super) async fn lock(&self) -> Result<LockedTransaction<'_>, StoreError> {
        let transaction = self.transaction.lock().await;
        if transaction.is_some() && self.failed.load(Ordering::Acquire) {
            return Err(StoreError::Undone);
        }
        Ok(LockedTransaction { transaction, unit: self })
    }

    /// What is written must survive a power cut once it is answered.
    pub(super) fn require_durable_commit(&self) {
        self.durable.store(true, Ordering::Release);
    }

    pub(super) fn publish_later(&self, events: Vec<AnyEvent>) {
        self.after_commit.lock().unwrap_or_else(PoisonError::into_inner).extend(events);
    }

    pub(super) async fn finish(&self) -> Finished {
        let transaction = self.transaction.lock().await.take();
        // A task that outlives the job may stand between two statements of a set.
        let unfinished = self.pending_writes.load(Ordering::Acquire) > 0;
        let failed = unfinished || self.failed.load(Ordering::Acquire);
        let contended = self.contended.load(Ordering::Acquire);
        let durable = self.durable.load(Ordering::Acquire);
        let after_commit =
            std::mem::take(&mut *self.after_commit.lock().unwrap_or_else(PoisonError::into_inner));
        Finished { transaction, failed, contended, durable, after_commit }
    }
}

/// The transaction, locked for one statement.
pub(super) struct LockedTransaction<'u> {
    transaction: MutexGuard<'u, Option<DatabaseTransaction>>,
    unit: &'u UnitOfWork,
}

impl LockedTransaction<'_> {
    pub(super) fn get(&self) -> Result<&DatabaseTransaction, StoreError> {
        self.transaction.as_ref().ok_or(StoreError::TransactionEnded)
    }

    /// Remembers that a statement has failed, before anybody can send another. PostgreSQL refuses
    /// what follows by itself; SQLite may have ended the transaction, and would commit what follows
    /// statement by statement.
    pub(super) fn record_failure<T>(
        &self,
        outcome: Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if let Err(error) = &outcome {
            self.unit.failed.store(true, Ordering::Release);
            self.unit.shared.renew_after(&outcome);
            // Noted here, because a hook may give its own name to the error on its way.
            if matches!(error, StoreError::Contended(_)) {
                self.unit.contended.store(true, Ordering::Release);
            }
        }
        outcome
    }
}

/// A write that is under way. One that fails, or is dropped half-way by a time-out in the job, has
/// done nobody knows what: then the whole is undone.
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
