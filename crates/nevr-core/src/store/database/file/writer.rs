//! The queue before the writer's thread.

use std::{
    pin::pin,
    sync::mpsc::{self, Sender},
    thread,
    time::Duration,
};

use sea_orm::DbErr;
use tokio::{sync::oneshot, time::timeout};

#[cfg(feature = "testing")]
use super::commands::Tamper;
use super::{
    commands::{Beginning, Turn, Unit, WaitingSet},
    queued_set::QueuedSet,
    transaction::FileTransaction,
    write_connection::WriteConnection,
    writer_thread::WriterThread,
};
use crate::store::{
    database::error::OpenError, database_error::connection_closed, error::StoreError,
};

/// The one writer: its thread runs the units of work that wait in the queue one after the other, in
/// the order in which they came. SQLite itself lets those that wait for it in no order, and one that
/// is unlucky not at all.
///
/// The thread ends when the queue is closed or dropped.
pub(crate) struct Writer {
    queue: Sender<Unit>,
    /// How long a unit of work may wait in the queue.
    limit: Duration,
}

impl Writer {
    pub(super) fn start(writing: WriteConnection, limit: Duration) -> Result<Self, OpenError> {
        let (queue, units) = mpsc::channel();
        thread::Builder::new()
            .name("nevr-writer".to_owned())
            .spawn(move || WriterThread(writing).run(&units))
            .map_err(OpenError::Runtime)?;
        Ok(Self { queue, limit })
    }

    /// Waits for the turn of a transaction and begins it. One that waits for longer than the limit is
    /// never begun.
    pub(crate) async fn begin(&self, durable: bool) -> Result<FileTransaction, StoreError> {
        let turn = Turn::within(self.limit);
        let (sender, commands) = mpsc::channel();
        let (begun, beginning) = oneshot::channel();
        self.send(Unit::Transaction(Beginning { turn: turn.clone(), durable, commands, begun }))?;
        self.wait(&turn, beginning).await??;
        Ok(FileTransaction::new(sender))
    }

    /// Writes a set, together with those that wait beside it, and returns what it answers through
    /// the channel. One that waits for longer than the limit is never written.
    pub(crate) async fn write<T>(
        &self,
        set: Box<dyn QueuedSet>,
        answered: oneshot::Receiver<Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let turn = Turn::within(self.limit);
        self.send(Unit::Set(WaitingSet { turn: turn.clone(), set }))?;
        self.wait(&turn, answered).await?
    }

    /// Waits for an answer, or until the turn has not come in time.
    async fn wait<T>(&self, turn: &Turn, answered: oneshot::Receiver<T>) -> Result<T, StoreError> {
        let mut answered = pin!(answered);
        match timeout(self.limit, &mut answered).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(_)) if !turn.give_up() => Err(connection_closed().into()),
            Err(_) if !turn.give_up() => Ok(answered.await.map_err(|_| connection_closed())?),
            _ => Err(StoreError::Busy(self.limit)),
        }
    }

    /// Returns a number that grows when other connections have committed, of this process or
    /// another; nevr's own commits do not count.
    pub(crate) async fn foreign_commits(&self) -> Result<u64, DbErr> {
        let (answer, answered) = oneshot::channel();
        self.send(Unit::ForeignCommits(answer))?;
        answered.await.map_err(|_| connection_closed())
    }

    /// Closes the connection once the units of work that wait are done.
    pub(crate) async fn close(&self) {
        let (answer, closed) = oneshot::channel();
        if self.send(Unit::Close(answer)).is_ok() {
            // An error means that it is closed already.
            drop(closed.await);
        }
    }

    /// Gives a test the connection, to break it.
    #[cfg(feature = "testing")]
    pub(super) async fn tamper(&self, with: Tamper) -> Result<(), DbErr> {
        let (answer, answered) = oneshot::channel();
        self.send(Unit::Tamper(with, answer))?;
        answered.await.map_err(|_| connection_closed())?
    }

    fn send(&self, unit: Unit) -> Result<(), DbErr> {
        self.queue.send(unit).map_err(|_| connection_closed())
    }
}
