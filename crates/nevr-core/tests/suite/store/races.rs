//! Units of work that write the same rows at the same time.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use nevr_core::{
    store::{CommittedEvent, Filter, Query, Store, StoreError, TransactionEvent, Tx, WriteSet},
    testing::Engine,
    wire::{WireError, codes},
};
use nevr_schema::Record;
use tokio::sync::{Barrier, oneshot};

use super::fixture::{SEEDED, Shop, at_once, note, session, set_of, user};

fn aged(age: i64) -> Record {
    Record::new().with("age", age)
}

/// Reads a user's age, decides, and writes.
async fn grow_older(store: Store, name: &'static str) -> Result<(), StoreError> {
    store
        .transaction(move |tx| async move {
            let found = tx.find_one(Query::by_id("user", name)).await?.unwrap();
            let age: Option<i64> = found.get("age")?;
            tx.update("user", Filter::id(name), aged(age.unwrap_or(0) + 1)).await.map(drop)
        })
        .await
}

async fn age(shop: &Shop, name: &'static str) -> Option<i64> {
    let found = shop.store.find_one(Query::by_id("user", name)).await.unwrap().unwrap();
    found.get("age").unwrap()
}

async fn f3_fifty_sets_at_once_all_succeed() {
    let shop = Shop::open().await;
    let store = shop.store.clone();
    let outcomes = at_once(50, move |at| {
        let store = store.clone();
        async move {
            let mut set = set_of("user", user(&format!("user{at}")));
            set.insert("session", session("ann", &format!("label{at}")));
            set.update("note", Filter::id("bob-1"), Record::new().with("rank", 1)).expect(1);
            store.write(set).await
        }
    })
    .await;
    for outcome in outcomes {
        outcome.unwrap();
    }
    assert_eq!(shop.counts().await, [SEEDED[0] + 50, SEEDED[1] + 50, SEEDED[2]]);
}

async fn f3_what_a_job_has_read_holds_until_it_writes() {
    let shop = Shop::open().await;
    let store = shop.store.clone();
    let outcomes = at_once(30, move |_| grow_older(store.clone(), "ann")).await;
    for outcome in outcomes {
        outcome.unwrap();
    }
    assert_eq!(age(&shop, "ann").await, Some(30));
}

/// The same, with the changed row read through a relation.
async fn f3_what_a_job_has_read_through_a_relation_holds_too() {
    let shop = Shop::open().await;
    let store = shop.store.clone();
    let outcomes = at_once(20, move |_| {
        let store = store.clone();
        async move {
            store
                .transaction(|tx| async move {
                    let phone = Filter::all().eq("userId", "ann").eq("label", "phone");
                    let found = tx.find_with(Query::from("session").filter(phone), "user").await?;
                    let age: Option<i64> = found[0].1.get("age")?;
                    tx.update("user", Filter::id("ann"), aged(age.unwrap_or(0) + 1)).await
                })
                .await
        }
    })
    .await;
    for outcome in outcomes {
        outcome.map_err(|error: StoreError| error).unwrap();
    }
    assert_eq!(age(&shop, "ann").await, Some(20));
}

async fn f3_of_those_who_want_one_name_one_gets_it() {
    let shop = Shop::open().await;
    let store = shop.store.clone();
    let outcomes = at_once(20, move |at| {
        let store = store.clone();
        async move {
            let wanted = user("dora").with("id", format!("dora{at}"));
            if at % 2 == 0 {
                return store.write(set_of("user", wanted)).await.map(drop);
            }
            store
                .transaction(|tx| async move {
                    let same = Filter::all().eq("email", "dora@example.com");
                    tx.find(Query::from("user").filter(same)).await?;
                    tx.insert("user", wanted).await.map(drop)
                })
                .await
        }
    })
    .await;
    let (won, lost): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert_eq!((won.len(), lost.len()), (1, 19));
    for outcome in lost {
        let error = outcome.unwrap_err();
        assert!(error.is_conflict_on("user", "email"), "{error:?}");
    }
    assert_eq!(shop.counts().await, [SEEDED[0] + 1, SEEDED[1], SEEDED[2]]);
}

/// Many callers take the same rows, guarded by an expectation: each row is taken once.
async fn f3_a_guarded_update_is_won_by_one() {
    let shop = Shop::open().await;
    let store = shop.store.clone();
    let outcomes = at_once(20, move |at| {
        let store = store.clone();
        async move {
            let mut set = WriteSet::new();
            let free = Filter::id("bob-1").eq("userId", "bob");
            set.update("note", free, Record::new().with("userId", "ann")).expect(1);
            set.insert("note", note(&format!("winner{at}")));
            store.write(set).await
        }
    })
    .await;
    let won = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    let missed = |outcome| matches!(outcome, &Err(StoreError::RowCountMismatch(_)));
    assert_eq!((won, outcomes.iter().filter(|outcome| missed(*outcome)).count()), (1, 19));
    assert_eq!(shop.counts().await, [SEEDED[0], SEEDED[1], SEEDED[2] + 1]);
}

/// A point half-way through a unit of work, where the first two that arrive wait for each other.
struct HalfWay;
impl TransactionEvent for HalfWay {}

/// The second half, done by a hook.
struct Rest(&'static str);
impl TransactionEvent for Rest {}

struct Done(&'static str);
impl CommittedEvent for Done {}

/// Makes two units of work write two rows in opposite order, which is a deadlock. With one writer
/// there is no deadlock, and they do not wait for each other.
#[derive(Clone)]
struct Crossing {
    barrier: Arc<Barrier>,
    arrivals: Arc<AtomicUsize>,
    published: Arc<std::sync::Mutex<BTreeMap<&'static str, usize>>>,
}

impl Crossing {
    fn new() -> Self {
        let together = if Engine::current() == Engine::Sqlite { 1 } else { 2 };
        Self {
            barrier: Arc::new(Barrier::new(together)),
            arrivals: Arc::default(),
            published: Arc::default(),
        }
    }

    async fn shop(&self) -> Shop {
        let (crossing, counts) = (self.clone(), self.published.clone());
        Shop::with(|hooks| {
            hooks.on_tx(move |_: Arc<HalfWay>, _: Tx| crossing.clone().meet());
            hooks.on_tx(|rest: Arc<Rest>, tx: Tx| async move {
                let rank = Record::new().with("rank", 1);
                tx.update("note", Filter::id(rest.0), rank).await.map(drop)
            });
            hooks.after_commit(move |done: Arc<Done>, _| {
                *counts.lock().unwrap().entry(done.0).or_default() += 1;
                async {}
            });
        })
        .await
    }

    async fn meet(self) -> Result<(), StoreError> {
        let arrived = self.arrivals.fetch_add(1, Ordering::SeqCst);
        if arrived < 2 {
            self.barrier.wait().await;
        }
        Ok(())
    }
}

/// Updates two notes one after the other, the second in a hook if `by_hook` is set.
fn crossing_set(first: &'static str, second: &'static str, by_hook: bool) -> WriteSet {
    let rank = || Record::new().with("rank", 1);
    let mut set = WriteSet::new();
    set.update("note", Filter::id(first), rank()).expect(1);
    set.insert("note", note(&format!("{first}-taken")));
    set.fire(HalfWay);
    if by_hook {
        set.fire(Rest(second));
    } else {
        set.update("note", Filter::id(second), rank()).expect(1);
    }
    set.after_commit(Done(first));
    set
}

async fn sets_that_cross_both_succeed(by_hook: bool) {
    let crossing = Crossing::new();
    let shop = crossing.shop().await;
    let one = shop.store.write(crossing_set("ann-1", "bob-1", by_hook));
    let other = shop.store.write(crossing_set("bob-1", "ann-1", by_hook));
    let (one, other) = tokio::join!(one, other);
    one.unwrap();
    other.unwrap();
    shop.store.close().await;
    assert_eq!(shop.counts().await, [SEEDED[0], SEEDED[1], SEEDED[2] + 2]);
    let published = crossing.published.lock().unwrap().clone();
    assert_eq!(published, BTreeMap::from([("ann-1", 1), ("bob-1", 1)]));
    let attempts = crossing.arrivals.load(Ordering::SeqCst);
    assert_eq!(attempts > 2, Engine::current() != Engine::Sqlite, "one had to give way");
}

async fn two_sets_that_cross_both_succeed_and_are_published_once() {
    sets_that_cross_both_succeed(false).await;
}

async fn two_sets_whose_hooks_cross_both_succeed_and_are_published_once() {
    sets_that_cross_both_succeed(true).await;
}

async fn of_two_jobs_that_cross_one_is_asked_to_come_back() {
    let crossing = Crossing::new();
    let shop = crossing.shop().await;
    let cross = |first: &'static str, second: &'static str| {
        shop.store.transaction(move |tx| async move {
            let rank = || Record::new().with("rank", 1);
            tx.update("note", Filter::id(first), rank()).await?;
            tx.insert("note", note(&format!("{first}-taken"))).await?;
            tx.fire(HalfWay).await?;
            tx.update("note", Filter::id(second), rank()).await.map(drop)
        })
    };
    let (one, other) = tokio::join!(cross("ann-1", "bob-1"), cross("bob-1", "ann-1"));
    let failed: Vec<StoreError> = [one, other].into_iter().filter_map(Result::err).collect();
    let expected = usize::from(Engine::current() != Engine::Sqlite);
    assert_eq!(failed.len(), expected, "{failed:?}");
    for error in failed {
        assert!(matches!(error, StoreError::Contended(_)), "{error:?}");
        let wire = error.wire();
        assert_eq!(wire.code, codes::SERVICE_UNAVAILABLE);
        assert!(wire.retry_after.is_some());
    }
    let made = SEEDED[2] + 2 - u64::try_from(expected).unwrap();
    assert_eq!(shop.counts().await, [SEEDED[0], SEEDED[1], made]);
}

/// Counting, and reading outside of a transaction, take no locks.
async fn readers_wait_for_no_one() {
    let shop = Shop::open().await;
    let (begun, at_work) = oneshot::channel();
    let (go_on, held) = oneshot::channel::<()>();
    let store = shop.store.clone();
    let holding = tokio::spawn(async move {
        store
            .transaction(|tx| async move {
                tx.find(Query::from("user")).await?;
                tx.update("user", Filter::all(), aged(1)).await?;
                begun.send(()).unwrap();
                held.await.unwrap();
                Ok::<_, StoreError>(())
            })
            .await
    });
    at_work.await.unwrap();
    assert_eq!(age(&shop, "ann").await, None);
    assert_eq!(shop.store.count("user", Filter::all().eq("age", 1)).await.unwrap(), 0);
    go_on.send(()).unwrap();
    holding.await.unwrap().unwrap();
    assert_eq!(age(&shop, "ann").await, Some(1));
}

nevr_core::testing::on_every_database!(
    f3_fifty_sets_at_once_all_succeed,
    f3_what_a_job_has_read_holds_until_it_writes,
    f3_what_a_job_has_read_through_a_relation_holds_too,
    f3_of_those_who_want_one_name_one_gets_it,
    f3_a_guarded_update_is_won_by_one,
    two_sets_that_cross_both_succeed_and_are_published_once,
    two_sets_whose_hooks_cross_both_succeed_and_are_published_once,
    of_two_jobs_that_cross_one_is_asked_to_come_back,
    readers_wait_for_no_one,
);
