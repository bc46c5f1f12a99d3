//! Writes of others during a copy.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use nevr_core::testing::{Engine, run};
use nevr_migrate::copy::{CopyError, Difference, Progress, Stage};

use crate::copy::{
    copying::{copy_with, filled, pushed, row_count, rows},
    pair::{Pair, on_every_pair},
    schemas::all,
};

const SOMEBODY: &str = r#"INSERT INTO "user" ("id", "name", "isAnonymous", "createdAt", "updatedAt")
    SELECT 'mallory', 'Mallory', FALSE, "expiresAt", "expiresAt" FROM "session" LIMIT 1"#;

/// Runs a job once, on a thread of its own, when a stage is reached.
struct When<'w> {
    stage: Stage,
    table: &'w str,
    work: Mutex<Option<Box<dyn FnOnce() + Send + 'w>>>,
    rows: AtomicU64,
}

impl<'w> When<'w> {
    fn new(stage: Stage, table: &'w str, work: impl FnOnce() + Send + 'w) -> Self {
        Self { stage, table, work: Mutex::new(Some(Box::new(work))), rows: AtomicU64::new(0) }
    }
}

impl Progress for When<'_> {
    fn begin(&self, stage: Stage, table: &str, _: u64) {
        if (stage, table) == (self.stage, self.table)
            && let Some(work) = self.work.lock().unwrap().take()
        {
            thread::scope(|scope| scope.spawn(work).join().unwrap());
        }
    }
    fn advance(&self, rows: u64) {
        self.rows.fetch_add(rows, Ordering::Relaxed);
    }
    fn end(&self) {}
}

/// Writes into a database from another thread, by its URL.
fn execute(engine: Engine, url: &str, sql: &str) {
    engine.enter(|| {
        run(async {
            let mut options = sea_orm::ConnectOptions::new(url);
            options.sqlx_logging(false).map_sqlx_mysql_pool_opts(|pool| {
                pool.after_connect(|connection, _| {
                    Box::pin(async move {
                        use sqlx::Executor;
                        let sql = "SET SESSION sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')";
                        connection.execute(sql).await.map(drop)
                    })
                })
            });
            let connection = Box::pin(sea_orm::Database::connect(options)).await.unwrap();
            sea_orm::ConnectionTrait::execute_unprepared(&connection, sql).await.unwrap();
            connection.close().await.unwrap();
        });
    });
}

/// The copy has the source's rows of the moment when it began.
async fn what_is_written_to_the_source_meanwhile_is_not_in_the_copy(pair: Pair) {
    let (from, to) = (pair.source(), pair.target());
    filled(&from, &all(), rows()).await;
    let before = row_count(&from).await;
    let url = from.url();
    let progress = When::new(Stage::Copying, "user", || execute(pair.from, &url, SOMEBODY));
    let copied = copy_with(&from, &to, Vec::new(), &progress).await.unwrap();
    assert_eq!((copied.rows(), row_count(&to).await), (before, before));
    assert_eq!(row_count(&from).await, before + 1);
    assert_eq!(progress.rows.into_inner(), 2 * before, "each row is copied and compared");
}

/// On SQLite no other connection can write during the copy.
async fn what_is_written_to_the_target_meanwhile_fails_the_copy(pair: Pair) {
    if pair.to == Engine::Sqlite {
        return;
    }
    let (from, to) = (pair.source(), pair.target());
    filled(&from, &all(), rows()).await;
    pushed(&to, &all()).await;
    let url = to.url();
    let sql = r#"INSERT INTO "user" ("id", "name", "isAnonymous", "createdAt", "updatedAt")
        VALUES ('mallory', 'Mallory', FALSE, '2026-01-01 00:00:00', '2026-01-01 00:00:00')"#;
    let progress = When::new(Stage::Comparing, "user", || execute(pair.to, &url, sql));
    let error = copy_with(&from, &to, Vec::new(), &progress).await.unwrap_err();
    let CopyError::Different { table, difference: Difference::Extra { id } } = &error else {
        panic!("another error: {error}")
    };
    assert_eq!((table.as_str(), id.as_str()), ("user", "mallory"));
    assert_eq!(row_count(&to).await, 1, "what others wrote is theirs");
}

on_every_pair!(
    what_is_written_to_the_source_meanwhile_is_not_in_the_copy,
    what_is_written_to_the_target_meanwhile_fails_the_copy,
);
