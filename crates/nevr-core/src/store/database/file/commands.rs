//! What the writer's thread is asked to do.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    time::{Duration, Instant},
};

use sea_orm::DbErr;
use tokio::sync::oneshot;

use super::{queued_set::QueuedSet, statement::Text};
use crate::store::{
    database::{committed::Committed, row::Row},
    error::StoreError,
};

/// What waits in the queue before the writer's thread.
pub(super) enum Unit {
    Transaction(Beginning),
    Set(WaitingSet),
    /// Whether others have committed.
    ForeignCommits(oneshot::Sender<u64>),
    /// The end of the thread.
    Close(oneshot::Sender<()>),
    /// What a test does to the connection, outside of any transaction.
    #[cfg(feature = "testing")]
    Tamper(Tamper, oneshot::Sender<Result<(), DbErr>>),
}

#[cfg(feature = "testing")]
pub(super) type Tamper = Box<dyn FnOnce(&rusqlite::Connection) -> rusqlite::Result<()> + Send>;

/// A write set that waits for its turn.
pub(super) struct WaitingSet {
    pub(super) turn: Turn,
    pub(super) set: Box<dyn QueuedSet>,
}

impl WaitingSet {
    /// Takes the set, unless it has waited for too long.
    pub(super) fn claim(self) -> Option<Box<dyn QueuedSet>> {
        self.turn.take().then_some(self.set)
    }
}

/// A transaction to begin.
pub(super) struct Beginning {
    pub(super) turn: Turn,
    pub(super) durable: bool,
    pub(super) commands: mpsc::Receiver<Command>,
    pub(super) begun: oneshot::Sender<Result<(), StoreError>>,
}

/// What the thread is asked inside a transaction, which ends with the first `Commit` or
/// `RollBack`; and with the last sender.
pub(super) enum Command {
    Query(Text, oneshot::Sender<Result<Vec<Row>, DbErr>>),
    Execute(Text, oneshot::Sender<Result<u64, DbErr>>),
    Commit { synced: bool, answer: oneshot::Sender<Result<Committed, StoreError>> },
    RollBack(oneshot::Sender<()>),
}

/// The turn of a unit of work that waits in the queue: either the thread takes it, or its caller has
/// waited for too long and gives it up.
#[derive(Clone)]
pub(super) struct Turn {
    claimed: Arc<AtomicBool>,
    until: Instant,
}

impl Turn {
    pub(super) fn within(limit: Duration) -> Self {
        Self { claimed: Arc::default(), until: Instant::now() + limit }
    }

    /// Takes the turn, on the thread. Returns `false` if it has come too late.
    pub(super) fn take(&self) -> bool {
        Instant::now() < self.until && self.claim()
    }

    /// Gives the turn up. Returns `false` if the thread has taken it.
    pub(super) fn give_up(&self) -> bool {
        Instant::now() >= self.until && self.claim()
    }

    fn claim(&self) -> bool {
        !self.claimed.swap(true, Ordering::AcqRel)
    }
}
