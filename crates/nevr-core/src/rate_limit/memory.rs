//! Counts in this process.

use std::{
    hash::{BuildHasher, RandomState},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use nevr_schema::env::Env;

use super::{
    Decision, Key, State,
    shard::{Home, Shard},
};

/// How many keys make another shard worth while, and how many shards there are at most.
const KEYS_PER_SHARD: usize = 512;
const MOST_SHARDS: usize = 64;

/// A bounded table of counts, cut into shards that are locked one by one.
#[derive(Debug)]
pub(super) struct Memory {
    env: Env,
    /// Random for each process: nobody can choose keys that meet in one shard.
    hasher: RandomState,
    shards: Vec<Mutex<Shard>>,
}

/// A key of the request, which of the locked shards has it, and where in it.
struct Seat<'k> {
    key: &'k Key,
    locked: usize,
    home: Home,
}

type Locked<'m> = Vec<MutexGuard<'m, Shard>>;

impl Memory {
    /// A table of at most `capacity` keys; at least one.
    pub(super) fn new(env: Env, capacity: usize) -> Self {
        let shards = (capacity / KEYS_PER_SHARD).clamp(1, MOST_SHARDS);
        let each = (capacity / shards).max(1);
        let shards = (0..shards).map(|_| Mutex::new(Shard::new(each))).collect();
        Self { env, hasher: RandomState::new(), shards }
    }

    /// How many keys have a count of their own now.
    pub(super) fn len(&self) -> usize {
        self.shards.iter().map(|shard| lock(shard).len()).sum()
    }

    /// Counts a request against all keys or, if one of them is full, against none.
    pub(super) fn take(&self, keys: &[Key]) -> Decision {
        let shards: Vec<usize> = keys.iter().map(|key| self.shard_of(key)).collect();
        let mut order = shards.clone();
        order.sort_unstable();
        order.dedup();
        // Always in the same order, so that two requests never wait for each other.
        let mut locked: Locked<'_> = order.iter().map(|shard| lock(&self.shards[*shard])).collect();
        // The clock is read with the locks held: the times in a bucket are in order.
        let now = self.now(&mut locked);
        let at = |shard: &usize| order.partition_point(|other| other < shard);
        let places = keys.iter().zip(shards.iter().map(at));
        for (key, at) in places.clone() {
            locked[at].make_room(key, now);
        }
        let mut seats: Vec<Seat<'_>> = Vec::with_capacity(keys.len());
        for (key, at) in places {
            seat(&mut seats, &mut locked, key, at, now);
        }
        decide(&mut locked, &seats, now)
    }

    fn shard_of(&self, key: &Key) -> usize {
        let shards = self.shards.len() as u64;
        usize::try_from(self.hasher.hash_one(key) % shards).unwrap_or(0)
    }

    fn now(&self, locked: &mut Locked<'_>) -> u64 {
        let now = u64::try_from(self.env.monotonic().as_nanos()).unwrap_or(u64::MAX);
        locked.iter_mut().fold(now, |now, shard| shard.not_before(now))
    }
}

/// A panic while a shard was locked leaves at most a count that is off by one.
fn lock(shard: &Mutex<Shard>) -> MutexGuard<'_, Shard> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Adds the key, unless its bucket is already among the request's: a request counts once.
fn seat<'k>(seats: &mut Vec<Seat<'k>>, locked: &mut Locked<'_>, key: &'k Key, at: usize, now: u64) {
    let home = locked[at].admit(key, now);
    let shares = |seat: &Seat<'_>| {
        let overflow = seat.home == Home::Overflow && home == Home::Overflow;
        seat.key == key || (overflow && seat.locked == at && seat.key.rule() == key.rule())
    };
    if !seats.iter().any(shares) {
        seats.push(Seat { key, locked: at, home });
    }
}

fn decide(locked: &mut Locked<'_>, seats: &[Seat<'_>], now: u64) -> Decision {
    let full = seats.iter().map(|seat| state(locked, seat, now)).filter(|s| s.remaining == 0);
    if let Some(longest) = full.max_by_key(|state| state.reset) {
        for seat in seats {
            locked[seat.locked].withdraw(seat.key, seat.home);
        }
        return Decision::Refused(longest);
    }
    for seat in seats {
        locked[seat.locked].record(seat.key, seat.home, now);
    }
    let states = seats.iter().map(|seat| state(locked, seat, now));
    let tightest = states.reduce(|a, b| if b.is_tighter_than(&a) { b } else { a });
    tightest.map_or(Decision::Unlimited, Decision::Allowed)
}

fn state(locked: &mut Locked<'_>, seat: &Seat<'_>, now: u64) -> State {
    let load = locked[seat.locked].load(seat.key, seat.home, now);
    let rule = seat.key.rule();
    State {
        rule: rule.clone(),
        remaining: rule.window().max().saturating_sub(load.used),
        reset: Duration::from_nanos(load.frees_in),
    }
}
