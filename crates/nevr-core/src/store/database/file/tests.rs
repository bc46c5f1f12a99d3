//! The writer's thread and its queue.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::{future::join_all, poll};
use nevr_schema::codec::Stored;
use sea_orm::DbErr;
use sea_orm::sea_query::{Alias, Asterisk, Expr, ExprTrait, Query};
use sqlx::sqlite::SqliteConnectOptions;
use tempfile::TempDir;
use tokio::sync::oneshot;

use super::{
    location::Location,
    queued_set::{QueuedSet, Statements},
    statement::Text,
    transaction::FileTransaction,
    write_connection::WriteConnection,
    writer::Writer,
};
use crate::store::{
    database::{opened_file::OpenedFile, row::Row},
    error::StoreError,
};

const LIMIT: Duration = Duration::from_secs(20);

async fn writer() -> (TempDir, Writer) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("app.db");
    std::fs::File::create(&path).unwrap();
    let location = Location::of(&SqliteConnectOptions::new().filename(&path));
    let file = Arc::new(OpenedFile::at(&path));
    let connection = location.writer(LIMIT).unwrap();
    let writing = WriteConnection::new(connection, location, LIMIT, file).unwrap();
    let writer = Writer::start(writing, LIMIT).unwrap();
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

/// A set that inserts notes.
struct Notes {
    ids: Vec<String>,
    answer: oneshot::Sender<Result<(), StoreError>>,
}

impl QueuedSet for Notes {
    fn is_durable(&self) -> bool {
        false
    }

    fn write(&mut self, on: &Statements<'_>) -> Result<(), StoreError> {
        for id in &self.ids {
            on.execute("INSERT INTO note VALUES (?)", &[id.clone().into()])?;
        }
        Ok(())
    }

    fn answer(self: Box<Self>, outcome: Result<(), StoreError>) {
        self.answer.send(outcome).unwrap();
    }
}

async fn write(writer: &Writer, ids: impl IntoIterator<Item = String>) -> Result<(), StoreError> {
    let (answer, answered) = oneshot::channel();
    writer.write(Box::new(Notes { ids: ids.into_iter().collect(), answer }), answered).await
}

/// Writes sets that wait together, because a transaction has the writer. Each has the note of its
/// number and those that are added to it.
async fn write_together(
    writer: &Writer,
    sets: usize,
    added: impl Fn(usize) -> Vec<String>,
) -> Vec<Result<(), StoreError>> {
    let transaction = writer.begin(false).await.unwrap();
    let ids = |at: usize| [at.to_string()].into_iter().chain(added(at)).collect::<Vec<_>>();
    let mut waiting: Vec<_> = (0..sets).map(|at| Box::pin(write(writer, ids(at)))).collect();
    for set in &mut waiting {
        assert!(poll!(set).is_pending());
    }
    transaction.roll_back().await.unwrap();
    join_all(waiting).await
}

/// Counts the commits from now on.
async fn count_commits(writer: &Writer) -> Arc<AtomicUsize> {
    let commits = Arc::new(AtomicUsize::new(0));
    let counting = commits.clone();
    let count = move || {
        counting.fetch_add(1, Ordering::Relaxed);
        false
    };
    let hook = |connection: &rusqlite::Connection| connection.commit_hook(Some(count));
    writer.tamper(Box::new(hook)).await.unwrap();
    commits
}

#[tokio::test]
async fn sets_that_wait_are_committed_at_once_and_the_guilty_are_undone_alone() {
    let (_folder, writer) = writer().await;
    write(&writer, ["taken".to_owned()]).await.unwrap();
    let commits = count_commits(&writer).await;
    let guilty = |at: usize| at.is_multiple_of(5).then(|| "taken".to_owned()).into_iter().collect();
    let outcomes = write_together(&writer, 20, guilty).await;
    for (at, outcome) in outcomes.iter().enumerate() {
        assert_eq!(outcome.is_err(), at.is_multiple_of(5), "{at}: {outcome:?}");
    }
    assert_eq!(notes(&writer).await, 1 + 16);
    assert_eq!(commits.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn more_sets_than_are_committed_at_once_are_all_written() {
    let (_folder, writer) = writer().await;
    let commits = count_commits(&writer).await;
    for outcome in write_together(&writer, 200, |_| Vec::new()).await {
        outcome.unwrap();
    }
    assert_eq!(notes(&writer).await, 200);
    assert_eq!(commits.load(Ordering::Relaxed), 4);
}

/// SQLite undoes the whole transaction when the disk is full.
#[tokio::test]
async fn f6_a_set_that_does_not_fit_on_the_disk_fails_alone() {
    let (_folder, writer) = writer().await;
    let pages = |connection: &rusqlite::Connection| {
        connection.execute_batch("PRAGMA max_page_count = 30; PRAGMA cache_spill = OFF")
    };
    writer.tamper(Box::new(pages)).await.unwrap();
    let big = |at: usize| match at {
        3 | 7 => (0..300).map(|n| format!("{at}-{n}-{}", "x".repeat(1000))).collect(),
        _ => Vec::new(),
    };
    for (at, outcome) in write_together(&writer, 10, big).await.iter().enumerate() {
        match outcome {
            Ok(()) => assert!(at != 3 && at != 7, "{at} does not fit"),
            Err(error) => {
                assert!((at == 3 || at == 7) && matches!(error, StoreError::Unavailable(_)));
            }
        }
    }
    assert_eq!(notes(&writer).await, 8);
    write(&writer, ["after".to_owned()]).await.unwrap();
}

/// What a set was refused for may not be there any more.
#[tokio::test]
async fn f6_a_set_that_was_refused_is_refused_again_when_all_are_written_again() {
    let (_folder, writer) = writer().await;
    let pages = |connection: &rusqlite::Connection| {
        connection.execute_batch("PRAGMA max_page_count = 30; PRAGMA cache_spill = OFF")
    };
    writer.tamper(Box::new(pages)).await.unwrap();
    let rows = |at: usize| match at {
        0 => vec!["same".to_owned()],
        1 => vec!["same".to_owned(), "more".to_owned()],
        2 => (0..300).map(|n| format!("{at}-{n}-{}", "x".repeat(1000))).collect(),
        _ => Vec::new(),
    };
    let outcomes = write_together(&writer, 4, rows).await;
    let written: Vec<_> = outcomes.iter().map(Result::is_ok).collect();
    assert_eq!(written, [true, false, false, true]);
    assert!(matches!(outcomes[1], Err(StoreError::Conflict { .. })), "{outcomes:?}");
    assert_eq!(notes(&writer).await, 3, "those of the first and the last set");
}

#[tokio::test]
async fn f6_when_the_commit_fails_nobody_is_answered_as_written_and_nothing_is_there() {
    let (_folder, writer) = writer().await;
    let refuse = |connection: &rusqlite::Connection| connection.commit_hook(Some(|| true));
    let allow = |connection: &rusqlite::Connection| connection.commit_hook(None::<fn() -> bool>);
    writer.tamper(Box::new(refuse)).await.unwrap();
    let same = |at: usize| if at < 2 { vec!["same".to_owned()] } else { Vec::new() };
    for outcome in write_together(&writer, 10, same).await {
        let error = outcome.unwrap_err();
        assert!(!matches!(error, StoreError::Conflict { .. }), "with a row that is not there");
    }
    assert!(write(&writer, ["alone".to_owned()]).await.is_err());
    writer.tamper(Box::new(allow)).await.unwrap();
    assert_eq!(notes(&writer).await, 0);
    write(&writer, ["after".to_owned()]).await.unwrap();
    assert_eq!(notes(&writer).await, 1);
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
