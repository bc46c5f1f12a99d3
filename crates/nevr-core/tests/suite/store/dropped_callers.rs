//! Callers that stop waiting, after a time-out or because the client disconnects.

use std::{future::Future, sync::Arc};

use nevr_core::store::{Store, StoreError, TransactionEvent};
use tokio::sync::{Notify, oneshot};

use super::fixture::{SEEDED, Shop, Veto, note, session, set_of, user};

/// A point in the middle of a unit of work.
struct Reached(usize);
impl TransactionEvent for Reached {}

/// The point where the unit of work halts, and what it does afterwards.
struct Halt {
    at: usize,
    refuse: bool,
    reached: Notify,
    go_on: Notify,
}

impl Halt {
    fn at(at: usize, refuse: bool) -> Arc<Self> {
        Arc::new(Self { at, refuse, reached: Notify::new(), go_on: Notify::new() })
    }

    async fn wait(&self, point: usize) -> Result<(), Veto> {
        if point != self.at {
            return Ok(());
        }
        self.reached.notify_one();
        self.go_on.notified().await;
        if self.refuse { Err(Veto::NotToday) } else { Ok(()) }
    }
}

async fn shop_with(halt: &Arc<Halt>) -> Shop {
    let halt = halt.clone();
    Shop::with(|hooks| {
        hooks.on_tx(move |event: Arc<Reached>, _| {
            let halt = halt.clone();
            async move { halt.wait(event.0).await }
        });
    })
    .await
}

async fn sign_up(store: Store) -> Result<(), StoreError> {
    store
        .transaction(|tx| async move {
            tx.fire(Reached(0)).await?;
            tx.insert("user", user("dora").with("id", "dora")).await?;
            tx.fire(Reached(1)).await?;
            tx.insert("session", session("dora", "phone")).await?;
            tx.fire(Reached(2)).await?;
            tx.insert("note", note("dora-1").with("userId", "dora")).await?;
            tx.fire(Reached(3)).await
        })
        .await
}

async fn sign_up_by_set(store: Store) -> Result<(), StoreError> {
    let mut set = set_of("user", user("dora").with("id", "dora"));
    set.fire(Reached(1));
    set.insert("session", session("dora", "phone"));
    set.insert("note", note("dora-1").with("userId", "dora"));
    set.fire(Reached(3));
    store.write(set).await.map(drop)
}

/// Drops the request once its unit of work has halted.
async fn hang_up<R: Future<Output = Result<(), StoreError>>>(
    point: usize,
    refuse: bool,
    request: impl FnOnce(Store) -> R,
) -> [u64; 3] {
    let halt = Halt::at(point, refuse);
    let shop = shop_with(&halt).await;
    let answered = tokio::select! {
        biased;
        answer = request(shop.store.clone()) => Some(answer),
        () = halt.reached.notified() => None,
    };
    assert!(answered.is_none(), "the request is cut off in the middle");
    halt.go_on.notify_one();
    shop.store.close().await;
    shop.counts().await
}

async fn s3_a_transaction_whose_caller_hangs_up_is_finished() {
    for point in 0..=3 {
        assert_eq!(hang_up(point, false, sign_up).await, SEEDED.map(|rows| rows + 1), "at {point}");
    }
}

async fn s3_a_write_set_whose_caller_hangs_up_is_finished() {
    for point in [1, 3] {
        let counts = hang_up(point, false, sign_up_by_set).await;
        assert_eq!(counts, SEEDED.map(|rows| rows + 1), "at {point}");
    }
}

async fn s3_a_unit_of_work_that_fails_after_its_caller_hung_up_leaves_nothing() {
    for point in 0..=3 {
        assert_eq!(hang_up(point, true, sign_up).await, SEEDED, "at {point}");
    }
    for point in [1, 3] {
        assert_eq!(hang_up(point, true, sign_up_by_set).await, SEEDED, "at {point}");
    }
}

async fn s3_a_unit_of_work_whose_caller_hangs_up_while_it_waits_is_done_all_the_same() {
    let shop = Shop::open().await;
    let (go_on, held) = oneshot::channel::<()>();
    let (begun, holding) = oneshot::channel();
    let store = shop.store.clone();
    let first = tokio::spawn(async move {
        store
            .transaction(move |_| async move {
                begun.send(()).unwrap();
                held.await.unwrap();
                Ok::<_, StoreError>(())
            })
            .await
    });
    holding.await.unwrap();
    let mut waiting = Box::pin(shop.store.write(set_of("session", session("ann", "tablet"))));
    assert!(futures_util::poll!(&mut waiting).is_pending());
    drop(waiting);
    go_on.send(()).unwrap();
    first.await.unwrap().unwrap();
    shop.store.close().await;
    assert_eq!(shop.counts().await, [SEEDED[0], SEEDED[1] + 1, SEEDED[2]]);
}

async fn s3_a_write_that_is_never_awaited_does_nothing() {
    let shop = Shop::open().await;
    drop(shop.store.write(set_of("session", session("ann", "tablet"))));
    shop.store.close().await;
    assert_eq!(shop.counts().await, SEEDED);
}

async fn s3_a_write_cut_off_in_a_job_dooms_the_job() {
    let halt = Halt::at(1, false);
    let shop = shop_with(&halt).await;
    let outcome: Result<(), StoreError> = shop
        .store
        .transaction(move |tx| async move {
            let mut set = set_of("user", user("dora").with("id", "dora"));
            set.fire(Reached(1));
            set.insert("session", session("dora", "phone"));
            tokio::select! {
                biased;
                _ = tx.write(set) => panic!("the write waits"),
                () = halt.reached.notified() => Ok(()),
            }
        })
        .await;
    assert!(matches!(outcome, Err(StoreError::RolledBack)), "{outcome:?}");
    assert_eq!(shop.counts().await, SEEDED);
}

async fn s3_a_task_that_outlives_the_job_is_not_committed_by_half() {
    let halt = Halt::at(1, false);
    let shop = shop_with(&halt).await;
    let at_halt = halt.clone();
    let outcome: Result<(), StoreError> = shop
        .store
        .transaction(move |tx| async move {
            tokio::spawn(async move {
                tx.insert("user", user("dora")).await?;
                let mut set = set_of("user", user("eve"));
                set.fire(Reached(1));
                set.insert("user", user("finn"));
                tx.write(set).await
            });
            at_halt.reached.notified().await;
            Ok(())
        })
        .await;
    halt.go_on.notify_one();
    assert!(matches!(outcome, Err(StoreError::RolledBack)), "{outcome:?}");
    assert_eq!(shop.counts().await, SEEDED);
}

nevr_core::testing::on_every_database!(
    s3_a_transaction_whose_caller_hangs_up_is_finished,
    s3_a_write_set_whose_caller_hangs_up_is_finished,
    s3_a_unit_of_work_that_fails_after_its_caller_hung_up_leaves_nothing,
    s3_a_unit_of_work_whose_caller_hangs_up_while_it_waits_is_done_all_the_same,
    s3_a_write_that_is_never_awaited_does_nothing,
    s3_a_write_cut_off_in_a_job_dooms_the_job,
    s3_a_task_that_outlives_the_job_is_not_committed_by_half,
);
