//! Many writers, one database.

use nevr_core::store::{Query, Store, StoreError};
use sqlx::Executor;

use super::fixture::{SEEDED, Shop, at_once, session, set_of, user};

/// Reads and then writes, which fails at once in a deferred transaction if another process wrote in
/// between.
async fn read_then_write(store: Store, name: String) -> Result<(), StoreError> {
    store
        .transaction(move |tx| async move {
            let seen = tx.find(Query::from("user")).await?.len();
            tx.insert("user", user(&name).with("age", i64::try_from(seen).unwrap())).await?;
            Ok(())
        })
        .await
}

async fn either_way(store: Store, at: usize) -> Result<(), StoreError> {
    if at.is_multiple_of(2) {
        store.write(set_of("user", user(&format!("set{at}")))).await.map(drop)
    } else {
        read_then_write(store, format!("tx{at}")).await
    }
}

async fn f3_fifty_writers_at_once_all_succeed() {
    let shop = Shop::open().await;
    let store = shop.store.clone();
    let outcomes = at_once(50, move |at| either_way(store.clone(), at)).await;
    for outcome in outcomes {
        outcome.unwrap();
    }
    assert_eq!(shop.counts().await, [SEEDED[0] + 50, SEEDED[1], SEEDED[2]]);
}

#[actix_web::test]
async fn f3_each_transaction_sees_what_the_one_before_it_wrote() {
    let shop = Shop::open().await;
    let store = shop.store.clone();
    at_once(20, move |at| read_then_write(store.clone(), format!("tx{at}"))).await;
    let mut seen: Vec<i64> = sqlx::query_scalar("SELECT age FROM user WHERE age NOT NULL")
        .fetch_all(&mut shop.outsider().await)
        .await
        .unwrap();
    seen.sort_unstable();
    assert_eq!(seen, (3..23).collect::<Vec<_>>());
}

/// If the transaction were not immediate, the other process could write here, and the transaction
/// would fail.
#[actix_web::test]
async fn f3_a_transaction_that_has_read_keeps_another_process_from_writing() {
    let shop = Shop::open().await;
    let mut other = shop.outsider().await;
    other.execute("PRAGMA busy_timeout = 0").await.unwrap();
    let outcome: Result<_, StoreError> = shop
        .store
        .transaction(move |tx| async move {
            tx.find(Query::from("user")).await?;
            let intruded = other.execute("UPDATE user SET age = 1").await;
            tx.insert("user", user("dora")).await?;
            Ok(intruded.is_ok())
        })
        .await;
    assert!(!outcome.unwrap(), "the other process was let in");
}

#[actix_web::test]
async fn f3_another_process_writing_at_the_same_time_fails_nobody() {
    let shop = Shop::open().await;
    let path = shop.path().clone();
    let others = tokio::spawn(async move {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
        let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
        for at in 0..25 {
            let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await.unwrap();
            let text = "INSERT INTO session (id, userId, label) VALUES (?1, 'ann', ?1)";
            sqlx::query(text).bind(at.to_string()).execute(&mut *transaction).await.unwrap();
            transaction.commit().await.unwrap();
        }
    });
    let store = shop.store.clone();
    let outcomes = at_once(50, move |at| either_way(store.clone(), at)).await;
    others.await.unwrap();
    for outcome in outcomes {
        outcome.unwrap();
    }
    assert_eq!(shop.counts().await, [SEEDED[0] + 50, SEEDED[1] + 25, SEEDED[2]]);
}

async fn readers_go_on_while_a_transaction_is_open() {
    let shop = Shop::open().await;
    let (store, reader) = (shop.store.clone(), shop.store.clone());
    let (inserted, wait) = tokio::sync::oneshot::channel();
    let (go_on, held) = tokio::sync::oneshot::channel();
    let writing = tokio::spawn(async move {
        store
            .transaction(move |tx| async move {
                tx.insert("session", session("ann", "tablet")).await?;
                inserted.send(()).unwrap();
                held.await.unwrap();
                Ok::<_, StoreError>(())
            })
            .await
    });
    wait.await.unwrap();
    assert_eq!(reader.find(Query::from("session")).await.unwrap().len(), 6);
    go_on.send(()).unwrap();
    writing.await.unwrap().unwrap();
    assert_eq!(reader.find(Query::from("session")).await.unwrap().len(), 7);
}

nevr_core::testing::on_every_database!(
    f3_fifty_writers_at_once_all_succeed,
    readers_go_on_while_a_transaction_is_open,
);
