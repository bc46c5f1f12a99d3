//! Closing a store.

use futures_util::future::maybe_done;
use nevr_core::{
    store::{Filter, Query, StoreError},
    wire::{WireError, codes},
};
use tokio::sync::oneshot;

use super::fixture::{SEEDED, Shop, set_of, user};

async fn closing_waits_for_what_was_begun() {
    let shop = Shop::open().await;
    let (begun, at_work) = oneshot::channel();
    let (go_on, held) = oneshot::channel::<()>();
    let store = shop.store.clone();
    let job = tokio::spawn(async move {
        store
            .transaction(move |tx| async move {
                begun.send(()).unwrap();
                held.await.unwrap();
                tx.insert("user", user("dora")).await
            })
            .await
    });
    at_work.await.unwrap();
    let store = shop.store.clone();
    // On SQLite it waits for the transaction; a server may be done with it at once.
    let mut queued = Box::pin(maybe_done(store.write(set_of("user", user("eve")))));
    let _ = futures_util::poll!(&mut queued);
    let mut close = Box::pin(shop.store.close());
    assert!(futures_util::poll!(&mut close).is_pending());
    go_on.send(()).unwrap();
    close.await;
    job.await.unwrap().unwrap();
    queued.as_mut().await;
    queued.as_mut().take_output().unwrap().unwrap();
    assert_eq!(shop.counts().await, [SEEDED[0] + 2, SEEDED[1], SEEDED[2]]);
}

async fn a_closed_store_refuses() {
    let shop = Shop::open().await;
    shop.store.close().await;
    shop.store.close().await;
    let outcomes = [
        shop.store.write(set_of("user", user("dora"))).await.map(drop),
        shop.store.transaction(|_| async { Ok::<_, StoreError>(()) }).await,
        shop.store.find(Query::from("user")).await.map(drop),
        shop.store.find_with(Query::from("session"), "user").await.map(drop),
        shop.store.count("user", Filter::all()).await.map(drop),
        shop.store.ping().await,
    ];
    for outcome in outcomes {
        let error = outcome.unwrap_err();
        assert!(matches!(error, StoreError::Closed), "{error:?}");
        assert_eq!(error.wire().code, codes::SERVICE_UNAVAILABLE);
    }
    assert_eq!(shop.counts().await, SEEDED);
}

async fn a_store_that_is_dropped_finishes_what_was_begun() {
    let Shop { store, database: _database } = Shop::open().await;
    let (begun, at_work) = oneshot::channel();
    let (go_on, held) = oneshot::channel::<()>();
    let (ended, end) = oneshot::channel();
    let mut job = Box::pin(store.transaction(move |tx| async move {
        begun.send(()).unwrap();
        held.await.unwrap();
        let found = tx.find(Query::from("user")).await;
        ended.send(found.unwrap().len()).unwrap();
        Ok::<_, StoreError>(())
    }));
    assert!(futures_util::poll!(&mut job).is_pending());
    at_work.await.unwrap();
    drop(job);
    drop(store);
    go_on.send(()).unwrap();
    assert_eq!(end.await.unwrap(), 3);
}

nevr_core::testing::on_every_database!(
    closing_waits_for_what_was_begun,
    a_closed_store_refuses,
    a_store_that_is_dropped_finishes_what_was_begun,
);
