//! A database that is down, locked, read-only or full.

use std::{fmt::Debug, sync::Arc, time::Duration};

use nevr_core::{
    store::{Database, DatabaseOptions, Filter, Query, Store, StoreError, TransactionEvent, Tx},
    wire::{WireError, codes},
};
use nevr_schema::Record;
use sea_orm::ConnectionTrait;
use sqlx::Executor;

use super::fixture::{OpenTransaction, SEEDED, Shop, note, set_of, store, url, user};

struct SignedUp;
impl TransactionEvent for SignedUp {}

fn assert_away<T: Debug>(outcome: Result<T, StoreError>) {
    let error = outcome.unwrap_err();
    let wire = error.wire();
    assert_eq!(wire.code, codes::SERVICE_UNAVAILABLE, "{error:?}");
    assert!(wire.retry_after.is_some());
}

/// Both ways to write, and a write by a hook.
async fn assert_no_writing(store: &Store) {
    let big = Record::new().with("text", "x".repeat(100_000));
    assert_away(store.write(set_of("note", big.clone())).await);
    let mut set = set_of("note", big.clone());
    set.durable();
    assert_away(store.write(set).await);
    let insert = big.clone();
    assert_away(store.transaction(|tx| async move { tx.insert("note", insert).await }).await);
    assert_away(store.transaction(|tx| async move { tx.fire(SignedUp).await }).await);
}

/// A shop whose hook writes, and a second store over its file whose writers tests may break.
async fn shop() -> (Shop, Database) {
    let shop = Shop::with(|_| {}).await;
    let database = Database::open(&url(&shop.path()), options()).await.unwrap();
    (shop, database)
}

fn options() -> DatabaseOptions {
    DatabaseOptions { acquire_timeout: Duration::from_millis(500), ..DatabaseOptions::default() }
}

fn store_with_hook(database: Database) -> Store {
    store(database, |hooks| {
        hooks.on_tx(|_: Arc<SignedUp>, tx: Tx| async move {
            tx.insert("note", Record::new().with("text", "y".repeat(100_000))).await.map(drop)
        });
    })
}

#[actix_web::test]
async fn f2_a_database_that_another_process_holds_is_busy_and_comes_back() {
    let (shop, database) = shop().await;
    let store = store_with_hook(database);
    let mut other = shop.outsider().await;
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    assert_no_writing(&store).await;
    assert_eq!(store.find(Query::from("user")).await.unwrap().len(), 3);
    other.execute("COMMIT").await.unwrap();
    store.write(set_of("user", user("dora"))).await.unwrap();
    assert_eq!(shop.counts().await, [SEEDED[0] + 1, SEEDED[1], SEEDED[2]]);
}

#[actix_web::test]
async fn f2_a_caller_that_waits_too_long_for_the_writer_gets_a_retry_after() {
    let (shop, database) = shop().await;
    let store = store_with_hook(database);
    let held = OpenTransaction::begin(&store).await;
    let outcome = store.write(set_of("user", user("dora"))).await;
    assert!(matches!(outcome, Err(StoreError::Busy(_))), "{outcome:?}");
    assert_away(outcome);
    held.end().await;
    store.write(set_of("user", user("eve"))).await.unwrap();
    assert_eq!(shop.names().await, ["ann", "bob", "cleo", "eve"]);
}

#[actix_web::test]
async fn f9_the_work_that_waits_for_the_writer_is_bounded() {
    let (_shop, database) = shop().await;
    let store = store_with_hook(database);
    let held = OpenTransaction::begin(&store).await;
    // Callers that leave at once. What they asked for stays.
    let mut left = 0;
    let crowded = loop {
        let work = store.transaction(|_| async { Ok::<_, StoreError>(()) });
        match futures_util::FutureExt::now_or_never(work) {
            None => left += 1,
            Some(outcome) => break outcome,
        }
        assert!(left < 100_000, "the work of callers that have left has no bound");
    };
    assert!(matches!(crowded, Err(StoreError::Crowded(most)) if most == left + 1), "{crowded:?}");
    assert_away(crowded);
    held.end().await;
    let writes_again =
        async { while store.transaction(|_| async { Ok::<_, StoreError>(()) }).await.is_err() {} };
    tokio::time::timeout(std::time::Duration::from_mins(1), writes_again).await.unwrap();
}

#[actix_web::test]
async fn f2_a_read_only_database_is_not_available_for_writing() {
    let (shop, database) = shop().await;
    let file = database.file().unwrap();
    let store = store_with_hook(database);
    file.run("PRAGMA query_only = ON").await.unwrap();
    let durable = || {
        let mut set = set_of("user", user("dora"));
        set.durable();
        set
    };
    assert_away(store.write(durable()).await);
    assert_eq!(store.find(Query::from("user")).await.unwrap().len(), 3);
    file.run("PRAGMA query_only = OFF").await.unwrap();
    store.write(durable()).await.unwrap();
    assert_eq!(shop.counts().await, [SEEDED[0] + 1, SEEDED[1], SEEDED[2]]);
}

/// SQLite itself goes on writing into a file that no name leads to any more.
#[actix_web::test]
async fn f2_nothing_is_written_into_a_database_file_that_was_deleted_or_replaced() {
    for replaced in [false, true] {
        let (shop, database) = shop().await;
        let store = store_with_hook(database);
        store.ping().await.unwrap();
        let aside = shop.path().with_extension("aside");
        std::fs::rename(shop.path(), &aside).unwrap();
        if replaced {
            std::fs::copy(&aside, shop.path()).unwrap();
        }
        assert_no_writing(&store).await;
        assert_away(store.ping().await);
        std::fs::rename(&aside, shop.path()).unwrap();
        store.ping().await.unwrap();
        assert_eq!(shop.counts().await, SEEDED);
        store.write(set_of("user", user("dora"))).await.unwrap();
    }
}

/// A file that is deleted between the statements of a unit of work takes them with it.
#[actix_web::test]
async fn f2_a_commit_into_a_file_that_is_deleted_meanwhile_is_not_answered_as_done() {
    let (shop, database) = shop().await;
    let store = store_with_hook(database);
    let path = shop.path();
    let job = store.transaction(move |tx: Tx| async move {
        tx.insert("user", user("dora")).await?;
        std::fs::remove_file(path).unwrap();
        Ok::<_, StoreError>(())
    });
    assert_away(job.await);
}

/// `max_page_count` applies to one connection: the store's writer.
#[actix_web::test]
async fn f6_a_full_disk_fails_who_does_not_fit_and_writing_goes_on_by_itself() {
    let (shop, database) = shop().await;
    let file = database.file().unwrap();
    let store = store_with_hook(database);
    let pages = |count: &str| format!("PRAGMA max_page_count = {count}");
    file.run(&pages("1")).await.unwrap();
    for _ in 0..3 {
        let mut set = set_of("user", user("dora"));
        set.insert("note", note("big").with("text", "x".repeat(100_000)));
        set.durable();
        let error = store.write(set).await.unwrap_err();
        assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
        assert_away(Err::<(), _>(error));
        assert_eq!(shop.counts().await, SEEDED);
    }
    let hooked = store.durable_transaction(|tx| async move { tx.fire(SignedUp).await }).await;
    assert!(matches!(hooked, Err(StoreError::HookFailed { .. })), "{hooked:?}");
    assert_away(hooked);
    file.run(&pages("1073741823")).await.unwrap();
    let mut set = set_of("user", user("dora"));
    set.durable();
    store.write(set).await.unwrap();
    assert_eq!(shop.names().await, ["ann", "bob", "cleo", "dora"]);
}

/// SQLite may end a transaction by itself when a statement fails. A trigger stands in for a full
/// disk.
#[actix_web::test]
async fn f6_after_the_database_has_ended_a_transaction_by_itself_nothing_of_it_appears() {
    let shop = Shop::open().await;
    let trigger = "CREATE TRIGGER ends BEFORE INSERT ON note WHEN new.text = 'end'
        BEGIN SELECT RAISE(ROLLBACK, 'disk full'); END";
    shop.outsider().await.execute(trigger).await.unwrap();
    for round in 0..3 {
        let outcome: Result<(), StoreError> = shop
            .store
            .transaction(|tx| async move {
                tx.insert("user", user("dora")).await?;
                assert!(tx.insert("note", note("end")).await.is_err());
                assert!(tx.insert("user", user("eve")).await.is_err());
                Ok(())
            })
            .await;
        assert!(matches!(outcome, Err(StoreError::RolledBack)), "{outcome:?}");
        assert_eq!(shop.counts().await, [SEEDED[0] + round, SEEDED[1], SEEDED[2]]);
        let next = format!("after{round}");
        shop.store.write(set_of("user", user(&next))).await.unwrap();
        // The next unit of work is immediate again, and can be undone.
        let mut other = shop.outsider().await;
        other.execute("PRAGMA busy_timeout = 0").await.unwrap();
        let outcome: Result<(), StoreError> = shop
            .store
            .transaction(move |tx| async move {
                let intruded = other.execute("UPDATE user SET age = 1").await.is_ok();
                assert!(!intruded, "the transaction is deferred");
                tx.insert("user", user("ann")).await.map(drop)
            })
            .await;
        assert!(matches!(outcome, Err(StoreError::Conflict { .. })), "{outcome:?}");
    }
    assert_eq!(shop.counts().await, [SEEDED[0] + 3, SEEDED[1], SEEDED[2]]);
}

#[actix_web::test]
async fn f2_connections_closed_underneath_are_not_available_and_nothing_panics() {
    let (shop, database) = shop().await;
    let file = database.file().unwrap();
    let store = store_with_hook(database);
    file.close().await;
    let mut set = set_of("user", user("dora"));
    set.durable();
    assert_away(store.write(set).await);
    assert_away(store.find(Query::from("user")).await);
    assert_away(store.count("user", Filter::all()).await);
    assert_away(store.ping().await);
    assert_away(store.write(set_of("user", user("eve"))).await);
    store.close().await;
    assert_eq!(shop.names().await, ["ann", "bob", "cleo"]);
}

#[actix_web::test]
async fn a_reader_that_writes_is_refused_by_the_database() {
    let (shop, database) = shop().await;
    let outcome = database.reading_connection().execute_unprepared("DELETE FROM user").await;
    assert!(outcome.is_err());
    assert_eq!(shop.counts().await, SEEDED);
}
