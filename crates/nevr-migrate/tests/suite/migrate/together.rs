//! Several processes at once.

use std::{
    sync::{Arc, Barrier},
    time::Duration,
};

use nevr_migrate::{MigrateError, Options, push};
use sea_orm::{ConnectOptions, ConnectionTrait, Database};

use crate::{
    fixture::{NOW, target},
    migrate::{
        schemas::{shop, users},
        sqlite_file::{Db, open, steps},
    },
};

/// Pushes from several threads at once, each with its own runtime and connection. Returns the steps
/// that ran.
fn push_from(threads: usize, db: &Db) -> Vec<String> {
    let barrier = Arc::new(Barrier::new(threads));
    let started: Vec<_> = (0..threads)
        .map(|_| {
            let (path, barrier) = (db.path(), Arc::clone(&barrier));
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                runtime.unwrap().block_on(async {
                    let connection = open(&path).await;
                    barrier.wait();
                    push(&connection, &shop(), Options::default(), NOW).await.unwrap()
                })
            })
        })
        .collect();
    started.into_iter().flat_map(|thread| steps(&thread.join().unwrap())).collect()
}

#[tokio::test]
async fn all_come_up_on_an_empty_file_and_each_step_runs_once() {
    for _ in 0..10 {
        let db = Db::empty().await;
        let ran = push_from(3, &db);
        assert_eq!(ran.len(), 12, "{ran:?}");
        assert!(db.status(&shop()).await.is_current());
    }
}

#[tokio::test]
async fn all_come_up_on_a_file_that_is_behind_and_has_rows() {
    for _ in 0..10 {
        let db = Db::at(&target(vec![users()])).await;
        let before = db.counts().await;
        let ran = push_from(3, &db);
        assert_eq!(ran.len(), 7, "{ran:?}");
        for (table, rows) in before {
            assert_eq!(db.counts().await[&table], rows);
        }
    }
}

#[tokio::test]
async fn a_push_can_be_spawned() {
    let db = Db::empty().await;
    let connection = db.connection.clone();
    let pushed =
        tokio::spawn(async move { push(&connection, &shop(), Options::default(), NOW).await });
    assert!(!pushed.await.unwrap().unwrap().is_empty());
}

#[tokio::test]
async fn a_lock_that_is_never_given_back_is_an_error_that_says_so() {
    let db = Db::at(&target(vec![users()])).await;
    db.sql("BEGIN IMMEDIATE").await;
    let mut options = ConnectOptions::new(format!("sqlite://{}", db.path().display()));
    options.map_sqlx_sqlite_opts(|options| options.busy_timeout(Duration::ZERO));
    let connection = Database::connect(options).await.unwrap();
    let error = push(&connection, &shop(), Options::default(), NOW).await.unwrap_err();
    assert!(matches!(error, MigrateError::Locked(_)), "{error}");
    // A status does not wait for the lock, and the connection is usable afterwards.
    assert!(!nevr_migrate::status(&connection, &shop()).await.unwrap().is_current());
    db.connection.execute_unprepared("COMMIT").await.unwrap();
    push(&connection, &shop(), Options::default(), NOW).await.unwrap();
}
