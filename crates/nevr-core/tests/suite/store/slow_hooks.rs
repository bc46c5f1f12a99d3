//! Hooks that never end.

use std::{sync::Arc, thread, time::Duration};

use nevr_core::{
    store::{Action, CommittedEvent, EntityWrite, StoreError, TransactionEvent, Tx, WriteSet},
    wire::{WireError, codes},
};

use super::fixture::{SEEDED, Shop, at_once, note, set_of, user};

const MINUTE: Duration = Duration::from_mins(1);

struct Dozing;
impl TransactionEvent for Dozing {}

struct Blocking;
impl TransactionEvent for Blocking {}

struct BlockingSet;
impl TransactionEvent for BlockingSet {}

struct BlockingAfterwards;
impl CommittedEvent for BlockingAfterwards {}

#[expect(clippy::disallowed_methods, reason = "hooks that block a thread are what is tested")]
async fn shop() -> Shop {
    Shop::with(|hooks| {
        hooks.on_tx(|_: Arc<Dozing>, tx: Tx| async move {
            tx.insert("note", note("dozed")).await?;
            tokio::time::sleep(MINUTE).await;
            tx.insert("note", note("woken")).await.map(drop)
        });
        hooks.on_tx(|_: Arc<Blocking>, tx: Tx| async move {
            tx.insert("note", note("blocked")).await?;
            thread::sleep(MINUTE);
            tx.insert("note", note("woken")).await.map(drop)
        });
        hooks.on(|_: &BlockingSet, _: &mut WriteSet| thread::sleep(MINUTE));
        hooks.after_commit(|_: Arc<BlockingAfterwards>, _| async { thread::sleep(MINUTE) });
    })
    .await
}

async fn fails_alone<E: TransactionEvent>(event: E) {
    let shop = shop().await;
    let mut set = set_of("user", user("dora"));
    set.fire(event);
    let (slow, store) = (shop.store.clone(), shop.store.clone());
    let ((), others) = tokio::join!(
        async {
            let error = slow.write(set).await.unwrap_err();
            assert!(matches!(error, StoreError::HookTimedOut { .. }), "{error:?}");
            assert_eq!(error.wire().code, codes::INTERNAL_ERROR);
        },
        at_once(10, move |at| {
            let store = store.clone();
            async move { store.write(set_of("user", user(&format!("other{at}")))).await }
        }),
    );
    for outcome in others {
        outcome.unwrap();
    }
    assert_eq!(shop.counts().await, [SEEDED[0] + 10, SEEDED[1], SEEDED[2]]);
}

async fn s2_a_hook_that_sleeps_fails_its_own_request_only() {
    fails_alone(Dozing).await;
}

async fn s2_a_hook_that_blocks_fails_its_own_request_only() {
    fails_alone(Blocking).await;
}

async fn s2_a_set_hook_that_blocks_fails_its_own_request_only() {
    fails_alone(BlockingSet).await;
}

async fn s2_hooks_that_block_after_the_commit_keep_nobody_from_writing() {
    let shop = shop().await;
    for at in 0..5 {
        let mut set = set_of("user", user(&format!("early{at}")));
        set.after_commit(BlockingAfterwards);
        shop.store.write(set).await.unwrap();
    }
    let store = shop.store.clone();
    let outcomes = at_once(10, move |at| {
        let store = store.clone();
        async move { store.write(set_of("user", user(&format!("late{at}")))).await }
    })
    .await;
    for outcome in outcomes {
        outcome.unwrap();
    }
    assert_eq!(shop.counts().await, [SEEDED[0] + 15, SEEDED[1], SEEDED[2]]);
}

async fn s2_a_hook_that_panics_fails_its_own_request_only() {
    let shop = Shop::with(|hooks| {
        hooks.on_write("user", Action::Insert, |write: &mut EntityWrite, _: &mut WriteSet| {
            assert_ne!(write.new.get("name"), Ok("user3"), "a hook of the tests panics");
        });
    })
    .await;
    let store = shop.store.clone();
    let outcomes = at_once(10, move |at| {
        let store = store.clone();
        async move { store.write(set_of("user", user(&format!("user{at}")))).await }
    })
    .await;
    for (at, outcome) in outcomes.into_iter().enumerate() {
        match outcome {
            Err(error) => assert!(at == 3 && matches!(error, StoreError::HookPanicked(_))),
            Ok(_) => assert_ne!(at, 3),
        }
    }
    assert_eq!(shop.counts().await, [SEEDED[0] + 9, SEEDED[1], SEEDED[2]]);
}

nevr_core::testing::on_every_database!(
    s2_a_hook_that_sleeps_fails_its_own_request_only,
    s2_a_hook_that_blocks_fails_its_own_request_only,
    s2_a_set_hook_that_blocks_fails_its_own_request_only,
    s2_hooks_that_block_after_the_commit_keep_nobody_from_writing,
    s2_a_hook_that_panics_fails_its_own_request_only,
);
