//! The connections to a file of SQLite: its readers, its writer, and what others do to the file.

use std::{
    io::{Seek, SeekFrom, Write},
    time::Duration,
};

use nevr_core::store::{Database, DatabaseOptions, Filter, Query, Store, StoreError, Tx};
use sqlx::Executor;

use super::fixture::{ENDLESS, SEEDED, Shop, at_once, note, session, set_of, store, url, user};

async fn open(shop: &Shop) -> Database {
    Database::open(&url(&shop.path()), DatabaseOptions::default()).await.unwrap()
}

/// A row of an entity by its id and all rows, which the calling thread reads itself; and their number,
/// which another thread reads.
async fn readings(store: &Store, entity: &'static str) -> [StoreError; 3] {
    [
        store.find_one(Query::by_id(entity, "ann")).await.unwrap_err(),
        store.find(Query::from(entity)).await.unwrap_err(),
        store.count(entity, Filter::all()).await.unwrap_err(),
    ]
}

fn said(error: &StoreError) -> String {
    let source = std::error::Error::source(error).map(ToString::to_string);
    format!("{error}: {}", source.unwrap_or_default())
}

#[actix_web::test]
async fn a_table_that_is_missing_is_the_same_error_whichever_thread_reads() {
    let shop = Shop::open().await;
    shop.outsider().await.execute("DROP TABLE session").await.unwrap();
    for error in readings(&shop.store, "session").await {
        assert!(matches!(error, StoreError::Database(_)), "{error:?}");
        assert!(said(&error).ends_with("(code: 1) no such table: session"), "{}", said(&error));
    }
}

#[actix_web::test]
async fn a_file_that_is_corrupt_is_the_same_error_whichever_thread_reads() {
    let shop = Shop::open().await;
    shop.store.close().await;
    let mut file = std::fs::File::options().write(true).open(shop.path()).unwrap();
    let length = file.metadata().unwrap().len();
    // All but the page with the schema.
    file.seek(SeekFrom::Start(4096)).unwrap();
    file.write_all(&vec![0xa5; usize::try_from(length).unwrap() - 4096]).unwrap();
    let corrupt = store(open(&shop).await, |_| {});
    for error in readings(&corrupt, "user").await {
        assert!(matches!(error, StoreError::Database(_)), "{error:?}");
        assert!(said(&error).contains("(code: 11) database disk image is malformed"), "{error:?}");
    }
}

#[actix_web::test]
async fn reads_of_both_kinds_go_on_while_a_transaction_is_open() {
    let shop = Shop::open().await;
    let reading = shop.store.clone();
    let seen = shop.store.transaction(move |tx: Tx| async move {
        tx.insert("user", user("dora").with("id", "dora")).await?;
        tx.delete("user", Filter::id("ann")).await?;
        // In tasks of their own: inside a transaction its own caller may not use the store.
        let by_id = tokio::spawn({
            let store = reading.clone();
            async move { store.find_one(Query::by_id("user", "ann")).await }
        });
        let all = tokio::spawn(async move { reading.find(Query::from("user")).await });
        Ok::<_, StoreError>((by_id.await.unwrap()?.is_some(), all.await.unwrap()?.len()))
    });
    assert_eq!(seen.await.unwrap(), (true, 3), "what is committed");
    assert_eq!(shop.names().await, ["bob", "cleo", "dora"]);
}

/// Ten thousand rows take more steps than the calling thread spends on them.
#[actix_web::test]
async fn a_read_that_takes_long_is_complete() {
    let shop = Shop::open().await;
    let many = "WITH RECURSIVE n (at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n LIMIT 10000)
        INSERT INTO session (id, \"userId\", label) SELECT 'many-' || at, 'ann', 'many-' || at FROM n";
    shop.outsider().await.execute(many).await.unwrap();
    let (query, filter) = (Query::from("session"), Filter::all().eq("userId", "ann"));
    let found = shop.store.find(query.clone().filter(filter.clone())).await.unwrap();
    assert!(found.len() >= 10_000);
    assert_eq!(shop.store.count("session", filter).await.unwrap(), found.len() as u64);
    // The connection that was interrupted reads on.
    assert_eq!(shop.store.find(query.limit(1)).await.unwrap().len(), 1);
}

/// More callers than connections, none of whom is refused.
#[actix_web::test]
async fn readers_wait_for_a_connection() {
    let shop = Shop::open().await;
    let options = DatabaseOptions { max_connections: 1, ..DatabaseOptions::default() };
    let store = store(Database::open(&url(&shop.path()), options).await.unwrap(), |_| {});
    let outcomes = at_once(60, move |at| {
        let store = store.clone();
        async move {
            if at % 2 == 0 {
                store.find(Query::from("session")).await.map(|found| found.len())
            } else {
                let found = store.find_with(Query::by_id("note", "ann-1"), "user").await;
                found.map(|found| found.len())
            }
        }
    })
    .await;
    for (at, found) in outcomes.into_iter().enumerate() {
        assert_eq!(found.unwrap(), if at % 2 == 0 { 6 } else { 1 });
    }
}

#[actix_web::test]
async fn s2_a_statement_that_never_ends_is_cut_off_and_the_writer_goes_on() {
    let shop = Shop::open().await;
    shop.outsider().await.execute(ENDLESS).await.unwrap();
    let (stuck, next) = tokio::join!(
        biased;
        shop.store.write(set_of("note", note("stuck"))),
        shop.store.write(set_of("user", user("dora"))),
    );
    let error = stuck.unwrap_err();
    let wire = nevr_core::wire::WireError::wire(&error);
    assert_eq!(wire.code, nevr_core::wire::codes::SERVICE_UNAVAILABLE, "{error:?}");
    next.unwrap();
    assert_eq!(shop.counts().await, [SEEDED[0] + 1, SEEDED[1], SEEDED[2]]);
}

#[actix_web::test]
async fn commits_of_others_are_noticed_and_those_of_the_store_are_not() {
    let shop = Shop::open().await;
    let (writing, watching) = (open(&shop).await, open(&shop).await);
    let before = watching.foreign_commits().await.unwrap();
    let own = writing.foreign_commits().await.unwrap();
    assert_eq!(watching.foreign_commits().await.unwrap(), before, "nobody has committed");

    let migrations = writing.schema_connection().clone();
    let file = writing.file().unwrap();
    let writing = store(writing, |_| {});
    writing.write(set_of("session", session("ann", "tablet"))).await.unwrap();
    writing.find_one(Query::by_id("user", "ann")).await.unwrap();
    let mut set = set_of("session", session("bob", "tablet"));
    set.durable();
    writing.write(set).await.unwrap();
    let failed = writing.write(set_of("session", session("ann", "tablet"))).await;
    assert!(failed.is_err());
    assert_eq!(file.foreign_commits().await.unwrap(), own, "its own commits");

    let seen = watching.foreign_commits().await.unwrap();
    assert!(seen > before, "the other store has committed");
    shop.outsider().await.execute("UPDATE user SET age = 1").await.unwrap();
    let later = watching.foreign_commits().await.unwrap();
    assert!(later > seen, "another process has committed");
    let mut other = shop.outsider().await;
    other.execute("BEGIN IMMEDIATE; UPDATE user SET age = 2; ROLLBACK").await.unwrap();
    assert_eq!(watching.foreign_commits().await.unwrap(), later, "nothing was committed");

    let own = file.foreign_commits().await.unwrap();
    sea_orm::ConnectionTrait::execute_unprepared(&migrations, "CREATE TABLE more (id text)")
        .await
        .unwrap();
    assert!(file.foreign_commits().await.unwrap() > own, "a migration has committed");
}

/// The last connection that is closed removes the log.
#[actix_web::test]
async fn every_connection_is_closed_with_the_store_or_dropped_with_it() {
    for close in [true, false] {
        let shop = Shop::open().await;
        let log = shop.path().with_extension("db-wal");
        shop.store.write(set_of("user", user("dora"))).await.unwrap();
        shop.store.find(Query::from("user")).await.unwrap();
        assert!(log.exists());
        let Shop { store, database: _database } = shop;
        if close {
            store.close().await;
        }
        drop(store);
        let gone = async {
            while log.exists() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_mins(1), gone).await.expect("a connection is open");
    }
}
