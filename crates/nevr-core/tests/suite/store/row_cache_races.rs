//! A hundred readers try to catch the cache with an answer that is older than an answered write.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use nevr_core::store::{Filter, RowCache, Store, WriteSet};
use nevr_schema::Record;
use tokio::time::sleep;

use super::{
    fixture::{Shop, at_once, session, user},
    row_cache::{ID, LONG, cache, shop_with},
};

const READERS: usize = 100;
/// The rounds may take so long on a busy machine; there are fewer of them then.
const LIMIT: Duration = Duration::from_secs(20);
const KINDS: u64 = 8;

/// What is true after a round.
#[derive(Debug, PartialEq)]
struct State {
    exists: bool,
    label: u64,
    name: u64,
}

/// Returns the last round up to `round` whose kind is one of these.
fn last(round: u64, kinds: &[u64]) -> u64 {
    let since = round.saturating_sub(2 * KINDS);
    let found = (since..=round).rev().find(|at| kinds.contains(&(at % KINDS)));
    found.unwrap_or(0)
}

fn state(round: u64) -> State {
    State {
        exists: !matches!(round % KINDS, 3 | 6),
        label: last(round, &[0, 2, 4, 7]),
        name: last(round, &[1, 5, 7]),
    }
}

/// The write of a round; each after the one before.
fn write(round: u64) -> WriteSet {
    let mut set = WriteSet::new();
    let label = || Record::new().with("label", round.to_string());
    let name = || Record::new().with("name", round.to_string());
    let before = |kinds: &[u64]| last(round - 1, kinds).to_string();
    match round % KINDS {
        0 => set.update("session", Filter::id(ID), label()).expect(1),
        1 => set.update("user", Filter::id("eve"), name()).expect(1),
        2 => set.update("session", Filter::all().eq("userId", "eve"), label()).expect(1),
        3 => {
            let by_label = Filter::all().eq("label", before(&[0, 2, 4, 7]));
            set.delete("session", by_label).expect(1)
        }
        4 => set.insert("session", session("eve", &round.to_string()).with("id", ID)),
        5 => {
            let by_name = Filter::all().eq("name", before(&[1, 5, 7]));
            set.update("user", by_name, name()).expect(1)
        }
        6 => set.delete("user", Filter::id("eve")).expect(1),
        _ => {
            set.insert("user", user(&round.to_string()).with("id", "eve"));
            set.insert("session", session("eve", &round.to_string()).with("id", ID))
        }
    };
    set
}

/// The rounds that have begun, and those that were answered.
#[derive(Default)]
struct Rounds {
    begun: AtomicU64,
    answered: AtomicU64,
    over: AtomicU64,
    kept: AtomicU64,
}

async fn write_rounds(store: &Store, rounds: &Rounds, most: u64) {
    let started = Instant::now();
    for round in rounds.answered.load(SeqCst) + 1..=most {
        if started.elapsed() > LIMIT {
            break;
        }
        rounds.begun.store(round, SeqCst);
        store.write(write(round)).await.unwrap();
        rounds.answered.store(round, SeqCst);
    }
    rounds.over.store(1, SeqCst);
}

/// Reads, and returns the row of the session. Fails if it is older than what was answered before.
async fn read(store: &Store, cache: &RowCache, rounds: &Rounds) -> Option<Arc<Record>> {
    let answered = rounds.answered.load(SeqCst);
    let (session, user) = match store.find_cached(cache, ID).await.unwrap() {
        Some((session, user)) => (Some(session), Some(user)),
        None => (None, None),
    };
    let begun = rounds.begun.load(SeqCst);
    let number = |row: &Option<Arc<Record>>, field| -> u64 {
        row.as_ref().map_or(0, |row| row.get::<&str>(field).unwrap().parse().unwrap())
    };
    let (label, name) = (number(&session, "label"), number(&user, "name"));
    let seen = State { exists: session.is_some(), label, name };
    let is_of = |at| if seen.exists { state(at) == seen } else { !state(at).exists };
    assert!((answered..=begun).any(is_of), "{answered} to {begun}: {seen:?}");
    session
}

async fn read_all_the_time(store: &Store, cache: &RowCache, rounds: &Rounds) {
    while rounds.over.load(SeqCst) == 0 {
        let mut before: Option<Arc<Record>> = None;
        for _ in 0..4 {
            let row = read(store, cache, rounds).await;
            if let (Some(row), Some(before)) = (&row, &before)
                && Arc::ptr_eq(row, before)
            {
                rounds.kept.fetch_add(1, SeqCst);
            }
            before = row;
        }
        // The writer needs the processor too.
        sleep(Duration::from_millis(2)).await;
    }
}

async fn race(most: u64) {
    let shop = shop_with(|_| {}).await;
    let mut set = WriteSet::new();
    set.delete("session", Filter::id(ID)).expect(1);
    set.insert("user", user("7").with("id", "eve"));
    set.insert("session", session("eve", "7").with("id", ID));
    shop.store.write(set).await.unwrap();
    let rounds = Arc::new(Rounds::default());
    rounds.begun.store(7, SeqCst);
    rounds.answered.store(7, SeqCst);
    let (Shop { store, .. }, cache) = (&shop, cache(&shop.store, LONG));
    let (store, shared) = (store.clone(), rounds.clone());
    at_once(READERS + 1, move |at| {
        let (store, cache, rounds) = (store.clone(), cache.clone(), shared.clone());
        async move {
            if at == 0 {
                write_rounds(&store, &rounds, most).await;
            } else {
                read_all_the_time(&store, &cache, &rounds).await;
            }
        }
    })
    .await;
    let (answered, kept) = (rounds.answered.load(SeqCst), rounds.kept.load(SeqCst));
    assert!(answered > 7 + KINDS && kept > 0, "{answered} rounds, {kept} answers from the cache");
}

async fn no_reader_catches_the_cache_with_an_old_row() {
    race(400).await;
}

nevr_core::testing::on_every_database!(no_reader_catches_the_cache_with_an_old_row);

#[actix_web::test]
#[ignore = "takes half a minute"]
async fn no_reader_catches_the_cache_with_an_old_row_in_ten_thousand_rounds() {
    race(10_000).await;
}
