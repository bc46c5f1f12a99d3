//! Transactions, and the rules for using a `Tx`.

use std::sync::{Arc, Mutex};

use nevr_core::store::{Filter, Query, StoreError, TransactionEvent, Tx};

use super::fixture::{SEEDED, Shop, named, note, set_of, user};

struct SignedUp;
impl TransactionEvent for SignedUp {}

async fn a_transaction_gives_back_what_its_job_does() {
    let shop = Shop::open().await;
    let age = shop
        .store
        .transaction(|tx| async move {
            let made = tx.insert("user", user("dora").with("age", 7)).await?;
            assert!(made.has("id") && made.has("createdAt"));
            Ok::<_, StoreError>(made.get::<i64>("age")?)
        })
        .await;
    assert_eq!(age.unwrap(), 7);
    assert_eq!(shop.counts().await[0], SEEDED[0] + 1);
}

async fn a_job_that_fails_leaves_nothing_and_keeps_its_own_error() {
    #[derive(Debug, PartialEq)]
    enum Own {
        Reason,
        Store(String),
    }
    impl From<StoreError> for Own {
        fn from(error: StoreError) -> Self {
            Self::Store(error.to_string())
        }
    }
    let shop = Shop::open().await;
    let outcome: Result<(), Own> = shop
        .store
        .transaction(|tx| async move {
            tx.insert("user", user("dora")).await?;
            Err(Own::Reason)
        })
        .await;
    assert_eq!(outcome, Err(Own::Reason));
    assert_eq!(shop.counts().await, SEEDED);
}

async fn a_job_that_panics_leaves_nothing_and_the_store_goes_on() {
    let shop = Shop::open().await;
    for _ in 0..3 {
        let outcome: Result<(), StoreError> = shop
            .store
            .transaction(|tx| async move {
                tx.insert("user", user("dora")).await?;
                panic!("a job of the tests panics")
            })
            .await;
        assert!(matches!(outcome, Err(StoreError::Panicked)), "{outcome:?}");
    }
    assert_eq!(shop.counts().await, SEEDED);
    shop.store.write(set_of("user", user("dora"))).await.unwrap();
}

async fn a_transaction_that_ignores_a_failed_statement_is_undone_as_a_whole() {
    let shop = Shop::open().await;
    let outcome: Result<(), StoreError> = shop
        .store
        .transaction(|tx| async move {
            tx.insert("user", user("dora")).await?;
            assert!(tx.insert("user", user("ann")).await.is_err());
            Ok(())
        })
        .await;
    assert!(matches!(outcome, Err(StoreError::RolledBack)), "{outcome:?}");
    assert_eq!(shop.counts().await, SEEDED);
}

async fn nothing_more_is_sent_after_a_failed_statement() {
    let shop = Shop::open().await;
    let outcome: Result<(), StoreError> = shop
        .store
        .transaction(|tx| async move {
            assert!(tx.find(Query::from("nothing")).await.is_err());
            let refused = [
                tx.insert("user", user("dora")).await.map(drop),
                tx.update("user", named("ann"), user("eve")).await.map(drop),
                tx.delete("user", Filter::all()).await.map(drop),
                tx.write(set_of("user", user("eve"))).await.map(drop),
                tx.find(Query::from("user")).await.map(drop),
            ];
            for outcome in refused {
                assert!(matches!(outcome, Err(StoreError::RolledBack)), "{outcome:?}");
            }
            Ok(())
        })
        .await;
    assert!(matches!(outcome, Err(StoreError::RolledBack)), "{outcome:?}");
    assert_eq!(shop.counts().await, SEEDED);
}

async fn the_store_inside_a_transaction_is_an_error_and_not_a_deadlock() {
    let shop = Shop::open().await;
    let store = shop.store.clone();
    let outcomes = shop
        .store
        .transaction(move |tx| async move {
            let nested = [
                store.write(set_of("user", user("dora"))).await.map(drop),
                store.transaction(|_| async { Ok::<_, StoreError>(()) }).await,
                store.durable_transaction(|_| async { Ok::<_, StoreError>(()) }).await,
                store.find(Query::from("user")).await.map(drop),
            ];
            tx.insert("user", user("eve")).await?;
            Ok::<_, StoreError>(nested)
        })
        .await
        .unwrap();
    for outcome in outcomes {
        assert!(matches!(outcome, Err(StoreError::NestedTransaction)), "{outcome:?}");
    }
    assert_eq!(shop.names().await, ["ann", "bob", "cleo", "eve"]);
}

async fn the_store_inside_a_hook_is_an_error_and_not_a_deadlock() {
    let kept = Arc::new(Mutex::new(None::<nevr_core::store::Store>));
    let at_hand = kept.clone();
    let shop = Shop::with(|hooks| {
        hooks.on_tx(move |_: Arc<SignedUp>, _: Tx| {
            let store = at_hand.lock().unwrap().clone().unwrap();
            async move { store.write(set_of("user", user("dora"))).await.map(drop) }
        });
    })
    .await;
    *kept.lock().unwrap() = Some(shop.store.clone());
    let outcome = shop.store.transaction(|tx| async move { tx.fire(SignedUp).await }).await;
    let Err(StoreError::HookFailed { source, .. }) = outcome else { panic!("{outcome:?}") };
    assert!(matches!(source.downcast_ref(), Some(StoreError::NestedTransaction)));
    assert_eq!(shop.counts().await, SEEDED);
}

/// On servers, the task's unit of work runs beside the hook's.
#[actix_web::test]
async fn a_hook_that_awaits_a_task_that_writes_fails_alone_and_locks_nobody_out() {
    let kept = Arc::new(Mutex::new(None::<nevr_core::store::Store>));
    let at_hand = kept.clone();
    let shop = Shop::with(|hooks| {
        hooks.on_tx(move |_: Arc<SignedUp>, _: Tx| {
            let store = at_hand.lock().unwrap().clone().unwrap();
            async move {
                let write = async move { store.write(set_of("user", user("dora"))).await };
                tokio::spawn(write).await.unwrap().map(drop)
            }
        });
    })
    .await;
    *kept.lock().unwrap() = Some(shop.store.clone());
    let outcome = shop.store.transaction(|tx| async move { tx.fire(SignedUp).await }).await;
    assert!(matches!(outcome, Err(StoreError::HookTimedOut { .. })), "{outcome:?}");
    shop.store.write(set_of("user", user("eve"))).await.unwrap();
    // The task began a unit of work of its own, which ran after the hook's.
    assert_eq!(shop.names().await, ["ann", "bob", "cleo", "dora", "eve"]);
}

async fn a_job_that_never_ends_is_given_up_and_the_next_goes_on() {
    let shop = Shop::open().await;
    let job = shop.store.transaction(|tx| async move {
        tx.insert("user", user("dora")).await?;
        std::future::pending::<Result<(), StoreError>>().await
    });
    let (outcome, next) = tokio::join!(job, shop.store.write(set_of("user", user("eve"))));
    assert!(matches!(outcome, Err(StoreError::TransactionTimedOut(_))), "{outcome:?}");
    next.unwrap();
    assert_eq!(shop.names().await, ["ann", "bob", "cleo", "eve"]);
}

async fn a_transaction_used_after_its_end_says_so() {
    let shop = Shop::open().await;
    let kept = shop.store.transaction(|tx| async move { Ok::<_, StoreError>(tx) }).await.unwrap();
    let outcomes = [
        kept.insert("user", user("dora")).await.map(drop),
        kept.update("user", named("ann"), user("eve")).await.map(drop),
        kept.delete("user", Filter::all()).await.map(drop),
        kept.write(set_of("note", note("late"))).await.map(drop),
        kept.find(Query::from("user")).await.map(drop),
        kept.find_with(Query::from("session"), "user").await.map(drop),
    ];
    for outcome in outcomes {
        assert!(matches!(outcome, Err(StoreError::TransactionEnded)), "{outcome:?}");
    }
    assert_eq!(shop.counts().await, SEEDED);
}

nevr_core::testing::on_every_database!(
    a_transaction_gives_back_what_its_job_does,
    a_job_that_fails_leaves_nothing_and_keeps_its_own_error,
    a_job_that_panics_leaves_nothing_and_the_store_goes_on,
    a_transaction_that_ignores_a_failed_statement_is_undone_as_a_whole,
    nothing_more_is_sent_after_a_failed_statement,
    the_store_inside_a_transaction_is_an_error_and_not_a_deadlock,
    the_store_inside_a_hook_is_an_error_and_not_a_deadlock,
    a_job_that_never_ends_is_given_up_and_the_next_goes_on,
    a_transaction_used_after_its_end_says_so,
);
