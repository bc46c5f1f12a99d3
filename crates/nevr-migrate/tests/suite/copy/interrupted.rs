//! A copy whose process ends in the middle.

use std::thread;

use nevr_core::{
    store::{Database, DatabaseOptions},
    testing::TestDatabase,
};
use nevr_migrate::{
    MigrateError, Options,
    copy::{Progress, Silent, Stage, copy},
    files::{self, FilesError, Folder},
    push, reset,
};
use tokio::{runtime::Builder, sync::Notify};

use crate::{
    copy::{
        copying::{copy_to, everything, filled, row_count, rows, status_of},
        pair::{Pair, on_every_pair},
        schemas::all,
    },
    fixture::{NOW, open},
};

/// Tells when rows are being copied.
struct Reached(Notify);

impl Progress for Reached {
    fn begin(&self, stage: Stage, table: &str, _: u64) {
        if (stage, table) == (Stage::Copying, "session") {
            self.0.notify_one();
        }
    }
    fn advance(&self, _: u64) {}
    fn end(&self) {}
}

/// Copies, and leaves the copy in the middle, as a process that is killed does: without the work that
/// follows an error, and with its connections closed by the system alone. The driver itself may wait
/// for ever if it is left in the middle of a statement.
async fn killed(pair: Pair) -> (TestDatabase, TestDatabase) {
    let (from, to) = (pair.source(), pair.target());
    filled(&from, &all(), rows()).await;
    let (source, target) = (from.url(), to.url());
    let process = thread::spawn(move || {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(begin_to_copy(&source, &target));
    });
    process.join().unwrap();
    (from, to)
}

async fn begin_to_copy(source: &str, target: &str) {
    let options = DatabaseOptions { create: true, ..DatabaseOptions::default() };
    let source = Database::open(source, options.clone()).await.unwrap();
    let target = Database::open(target, options).await.unwrap();
    let (reading, writing) = (source.reading_connection(), target.schema_connection());
    let reached = Reached(Notify::new());
    let folder = Folder::at("none");
    tokio::select! {
        done = copy(reading, writing, Vec::new(), &folder, NOW, &reached) => panic!("{done:?}"),
        () = reached.0.notified() => {}
    }
}

async fn the_database_asks_to_be_copied_again_and_not_to_be_pushed(pair: Pair) {
    let (from, to) = killed(pair).await;
    let status = status_of(&to, &all()).await;
    assert!(status.copying && !status.is_current(), "{status:?}");
    assert!(status.to_string().contains("copy the rows again"), "{status}");
    let db = open(&to).await;
    let pushed = push(db.schema_connection(), &all(), Options::default(), NOW).await;
    assert!(matches!(pushed, Err(MigrateError::CopyInterrupted)), "{pushed:?}");
    let applied = files::apply(db.schema_connection(), &all(), &[], NOW).await;
    let refused = matches!(applied, Err(FilesError::Migrate(MigrateError::CopyInterrupted)));
    assert!(refused, "{applied:?}");
    db.close().await;
    let third = pair.source();
    let error = copy_to(&to, &third).await.unwrap_err();
    assert_eq!(row_count(&third).await, 0, "{error}");
    copy_to(&from, &to).await.unwrap();
    let status = status_of(&to, &all()).await;
    assert!(status.is_current(), "{status}");
    assert_eq!(everything(&to, &all().schema).await, everything(&from, &all().schema).await);
}

async fn a_reset_begins_anew(pair: Pair) {
    let (_from, to) = killed(pair).await;
    let db = open(&to).await;
    reset(db.schema_connection()).await.unwrap();
    push(db.schema_connection(), &all(), Options::default(), NOW).await.unwrap();
    db.close().await;
    assert!(status_of(&to, &all()).await.is_current());
}

async fn another_copy_that_fails_changes_nothing_about_that(pair: Pair) {
    let (from, to) = killed(pair).await;
    from.execute(r#"DELETE FROM "points""#).await;
    let foreign = pair.source();
    let (source, target) = (open(&foreign).await, open(&to).await);
    let (reading, writing) = (source.reading_connection(), target.schema_connection());
    let folder = Folder::at("none");
    let error = copy(reading, writing, Vec::new(), &folder, NOW, &Silent).await;
    assert!(error.is_err());
    source.close().await;
    target.close().await;
    assert!(status_of(&to, &all()).await.copying);
}

on_every_pair!(
    the_database_asks_to_be_copied_again_and_not_to_be_pushed,
    a_reset_begins_anew,
    another_copy_that_fails_changes_nothing_about_that,
);
