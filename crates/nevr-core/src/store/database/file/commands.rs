//! What the writer's thread is asked to do.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
    mpsc,
};

use sea_orm::DbErr;
use tokio::sync::oneshot;

use super::statement::Text;
use crate::store::{
    database::{committed::Committed, row::Row},
    error::StoreError,
};

/// What waits in the queue before the writer's thread.
pub(super) enum Unit {
    Transaction(Beginning),
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
#[derive(Clone, Default)]
pub(super) struct Turn(Arc<AtomicBool>);

impl Turn {
    /// Returns whether the other side was not first.
    pub(super) fn claim(&self) -> bool {
        !self.0.swap(true, Ordering::AcqRel)
    }
}
