//! Events that are published after the commit.

use std::sync::{Arc, Mutex};

use nevr_core::store::{CommittedEvent, Hooks, Store, StoreError, TransactionEvent, Tx, WriteSet};
use tokio::sync::oneshot;

use super::fixture::{SEEDED, Shop, Veto, named, note, set_of, user};

struct Notice(&'static str);
impl CommittedEvent for Notice {}

struct Trigger;
impl TransactionEvent for Trigger {}

/// The events that hooks were called with, and the number of users that each saw in the database.
#[derive(Clone, Default)]
struct Received(Arc<Mutex<Vec<(&'static str, u64)>>>);

impl Received {
    fn listen(&self, hooks: &mut Hooks) {
        let received = self.clone();
        hooks.after_commit(move |event: Arc<Notice>, store: Store| {
            let received = received.clone();
            async move {
                let users = store.count("user", nevr_core::store::Filter::all()).await.unwrap();
                received.0.lock().unwrap().push((event.0, users));
            }
        });
    }

    fn all(&self) -> Vec<(&'static str, u64)> {
        self.0.lock().unwrap().clone()
    }

    fn events(&self) -> Vec<&'static str> {
        self.all().into_iter().map(|(event, _)| event).collect()
    }
}

async fn events_are_published_in_order_when_the_rows_are_there() {
    let received = Received::default();
    let shop = Shop::with(|hooks| {
        received.listen(hooks);
        hooks.on(|_: &Trigger, set: &mut WriteSet| set.after_commit(Notice("by a hook's set")));
        hooks.on_tx(|_: Arc<Trigger>, tx: Tx| async move { tx.after_commit(Notice("by a hook")) });
    })
    .await;
    let mut set = set_of("user", user("dora"));
    set.after_commit(Notice("first"));
    set.fire(Trigger);
    set.after_commit(Notice("second"));
    shop.store.write(set).await.unwrap();
    shop.store.close().await;
    let expected = ["first", "second", "by a hook's set", "by a hook"];
    assert_eq!(received.all(), expected.map(|event| (event, SEEDED[0] + 1)));
}

async fn events_of_a_unit_of_work_that_is_undone_are_not_published() {
    let received = Received::default();
    let shop = Shop::with(|hooks| received.listen(hooks)).await;
    let outcome: Result<(), StoreError> = shop
        .store
        .transaction(|tx| async move {
            tx.after_commit(Notice("never"));
            tx.insert("user", user("ann")).await.map(drop)
        })
        .await;
    outcome.unwrap_err();
    let mut set = WriteSet::new();
    set.after_commit(Notice("never"));
    set.delete("user", named("nobody")).expect(1);
    shop.store.write(set).await.unwrap_err();
    shop.store.close().await;
    assert_eq!(received.events(), Vec::<&str>::new());
}

async fn events_are_published_when_the_caller_has_hung_up() {
    let received = Received::default();
    let shop = Shop::with(|hooks| received.listen(hooks)).await;
    let (begun, at_work) = oneshot::channel();
    let (go_on, held) = oneshot::channel::<()>();
    let work = shop.store.transaction(move |tx| async move {
        begun.send(()).unwrap();
        held.await.unwrap();
        tx.after_commit(Notice("to nobody"));
        Ok::<_, StoreError>(())
    });
    tokio::select! {
        biased;
        _ = work => panic!("the job waits"),
        _ = at_work => {}
    }
    go_on.send(()).unwrap();
    shop.store.close().await;
    assert_eq!(received.events(), ["to nobody"]);
}

async fn s1_a_hook_that_fails_or_panics_after_the_commit_undoes_nothing() {
    let received = Received::default();
    let shop = Shop::with(|hooks| {
        hooks.after_commit(|_: Arc<Notice>, _| async { Err::<(), _>(Veto::NotToday) });
        hooks.after_commit(|_: Arc<Notice>, _| async {
            assert!(SEEDED.is_empty(), "a hook of the tests panics");
        });
        hooks.after_commit(|_: Arc<Notice>, _| {
            assert!(SEEDED.is_empty(), "a hook of the tests panics before it awaits");
            async {}
        });
        received.listen(hooks);
    })
    .await;
    let mut set = set_of("user", user("dora"));
    set.after_commit(Notice("first"));
    set.after_commit(Notice("second"));
    shop.store.write(set).await.unwrap();
    shop.store.close().await;
    assert_eq!(received.events(), ["first", "second"]);
    assert_eq!(shop.counts().await, [SEEDED[0] + 1, SEEDED[1], SEEDED[2]]);
}

async fn a_hook_after_the_commit_may_write_even_while_the_store_is_being_closed() {
    let (closing, may_write) = oneshot::channel::<()>();
    let may_write = Arc::new(Mutex::new(Some(may_write)));
    let shop = Shop::with(|hooks| {
        hooks.after_commit(move |_: Arc<Notice>, store: Store| {
            let may_write = may_write.lock().unwrap().take();
            async move {
                may_write.unwrap().await.unwrap();
                store.write(set_of("note", note("afterwards"))).await.map(drop)
            }
        });
    })
    .await;
    let mut set = WriteSet::new();
    set.after_commit(Notice("once"));
    shop.store.write(set).await.unwrap();
    let mut close = Box::pin(shop.store.close());
    assert!(futures_util::poll!(&mut close).is_pending());
    closing.send(()).unwrap();
    close.await;
    assert_eq!(shop.counts().await, [SEEDED[0], SEEDED[1], SEEDED[2] + 1]);
}

nevr_core::testing::on_every_database!(
    events_are_published_in_order_when_the_rows_are_there,
    events_of_a_unit_of_work_that_is_undone_are_not_published,
    events_are_published_when_the_caller_has_hung_up,
    s1_a_hook_that_fails_or_panics_after_the_commit_undoes_nothing,
    a_hook_after_the_commit_may_write_even_while_the_store_is_being_closed,
);
