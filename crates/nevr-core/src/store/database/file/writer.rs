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
    commands::{Beginning, Turn, Unit},
    transaction::FileTransaction,
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
    pub(super) fn start(thread: WriterThread, limit: Duration) -> Result<Self, OpenError> {
        let (queue, units) = mpsc::channel();
        thread::Builder::new()
            .name("nevr-writer".to_owned())
            .spawn(move || thread.run(&units))
            .map_err(OpenError::Runtime)?;
        Ok(Self { queue, limit })
    }

    /// Waits for the turn of a transaction and begins it. One that waits for longer than the limit is
    /// never begun.
    pub(crate) async fn begin(&self, durable: bool) -> Result<FileTransaction, StoreError> {
        let turn = Turn::default();
        let (sender, commands) = mpsc::channel();
        let (begun, beginning) = oneshot::channel();
        self.send(Unit::Transaction(Beginning { turn: turn.clone(), durable, commands, begun }))?;
        let mut beginning = pin!(beginning);
        let begun = match timeout(self.limit, &mut beginning).await {
            Ok(begun) => begun,
            Err(_) if turn.claim() => return Err(StoreError::Busy(self.limit)),
            Err(_) => beginning.await,
        };
        begun.map_err(|_| connection_closed())??;
        Ok(FileTransaction::new(sender))
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::Arc;

    use nevr_schema::codec::Stored;
    use sea_orm::sea_query::{Alias, Asterisk, Expr, ExprTrait, Query};
    use sqlx::sqlite::SqliteConnectOptions;
    use tempfile::TempDir;

    use super::*;
    use crate::store::database::{
        file::{location::Location, statement::Text},
        opened_file::OpenedFile,
        row::Row,
    };

    const LIMIT: Duration = Duration::from_secs(20);

    async fn writer() -> (TempDir, Writer) {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("app.db");
        std::fs::File::create(&path).unwrap();
        let location = Location::of(&SqliteConnectOptions::new().filename(&path));
        let file = Arc::new(OpenedFile::at(&path));
        let connection = location.writer(LIMIT).unwrap();
        let thread = WriterThread::new(connection, location, LIMIT, file).unwrap();
        let writer = Writer::start(thread, LIMIT).unwrap();
        let table = |connection: &rusqlite::Connection| {
            connection.execute_batch("CREATE TABLE note (id text PRIMARY KEY)")
        };
        writer.tamper(Box::new(table)).await.unwrap();
        (folder, writer)
    }

    async fn insert(transaction: &FileTransaction, id: &str) -> Result<u64, DbErr> {
        let mut insert = Query::insert();
        insert.into_table(Alias::new("note")).columns([Alias::new("id")]).values_panic([id.into()]);
        transaction.execute(Text::of(&insert)).await
    }

    async fn notes(writer: &Writer) -> i64 {
        let mut count = Query::select();
        count.expr(Expr::col(Asterisk).count()).from(Alias::new("note"));
        let transaction = writer.begin(false).await.unwrap();
        let rows = transaction.query(Text::of(&count)).await.unwrap();
        let Some(Row::File(values)) = rows.first() else { panic!("a count is one row") };
        let [Stored::Integer(notes)] = values[..] else { panic!("{values:?}") };
        notes
    }

    #[tokio::test]
    async fn a_transaction_that_is_dropped_is_rolled_back_and_the_next_begins() {
        let (_folder, writer) = writer().await;
        let transaction = writer.begin(false).await.unwrap();
        insert(&transaction, "a").await.unwrap();
        drop(transaction);
        assert_eq!(notes(&writer).await, 0);
    }

    #[tokio::test]
    async fn a_unit_that_panics_leaves_nobody_waiting_and_nothing_behind() {
        let (_folder, writer) = writer().await;
        let panics = |connection: &rusqlite::Connection| {
            connection.execute_batch("BEGIN; INSERT INTO note VALUES ('a')")?;
            panic!("a unit of the tests panics")
        };
        assert!(writer.tamper(Box::new(panics)).await.is_err());
        assert_eq!(notes(&writer).await, 0);
    }

    #[tokio::test]
    async fn what_waits_when_the_writer_is_closed_is_done_and_what_comes_later_is_refused() {
        let (_folder, writer) = writer().await;
        let transaction = writer.begin(false).await.unwrap();
        insert(&transaction, "a").await.unwrap();
        let (next, (), committed) = tokio::join!(
            biased;
            async { insert(&writer.begin(false).await.unwrap(), "b").await },
            writer.close(),
            transaction.commit(false),
        );
        assert!(committed.unwrap().synced.is_ok());
        assert_eq!(next.unwrap(), 1);
        assert!(matches!(writer.begin(false).await, Err(StoreError::Unavailable(_))));
        assert!(writer.foreign_commits().await.is_err());
    }
}
