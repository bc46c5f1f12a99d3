//! The counts of this process: a bounded table of buckets.

use std::{
    collections::BTreeMap,
    hash::BuildHasher as _,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use dashmap::DashMap;
use nevr_schema::env::Env;

use super::{
    bucket::Bucket,
    decision::{Decision, State},
    key::Key,
    overflow::Overflow,
};

/// How many queued keys one request looks at, at most: no request pays for a scan of the table.
const RECLAIM_STEPS: usize = 32;

/// A bucket, held by the table and by the requests that are being decided.
type SharedBucket = Arc<Mutex<Bucket>>;

/// Buckets by key, at most `capacity` of them.
///
/// A request whose keys all have a bucket locks these buckets and nothing else. Only a request with
/// a new key takes the lock of [`Newcomers`]; it keeps that lock until it is decided, so that a key
/// can't move out of the overflow while another request counts it there.
#[derive(Debug)]
pub(super) struct Memory {
    env: Env,
    capacity: usize,
    /// Its hasher is random for each process: clients can't choose keys that share a bucket of the
    /// overflow.
    buckets: DashMap<Key, SharedBucket>,
    newcomers: Mutex<Newcomers>,
}

/// What the requests with new keys share.
#[derive(Debug, Default)]
struct Newcomers {
    /// Every key of the table once, by a moment before which it does not expire and a number that
    /// tells equal moments apart.
    queue: BTreeMap<(u64, u64), Key>,
    queued: u64,
    /// The counts of the keys that found no room, while there are any.
    overflow: Option<Overflow>,
}

/// A key of the request and the bucket that counts it.
struct Entry<'k> {
    key: &'k Key,
    bucket: SharedBucket,
    place: Place,
}

/// Where an allowed request of a key is counted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In a bucket of the table.
    Table,
    /// In a bucket that enters the table.
    NewInTable,
    /// In the overflow.
    Overflow,
}

impl Memory {
    /// Creates a table of at most `capacity` keys; at least one.
    pub(super) fn new(env: Env, capacity: usize) -> Self {
        let (buckets, newcomers) = (DashMap::new(), Mutex::default());
        Self { env, capacity: capacity.max(1), buckets, newcomers }
    }

    /// Returns the number of keys that have a bucket of their own.
    pub(super) fn len(&self) -> usize {
        self.buckets.len()
    }

    /// Counts a request against all keys or, if one of them is full, against none.
    pub(super) fn take(&self, keys: &[Key]) -> Decision {
        let known = keys.iter().map(|key| self.find(key)).collect::<Option<Vec<_>>>();
        known.map_or_else(|| self.take_new(keys), |entries| self.decide(&distinct(entries)))
    }

    fn take_new(&self, keys: &[Key]) -> Decision {
        let mut newcomers = lock(&self.newcomers);
        self.reclaim(&mut newcomers);
        let mut room = self.capacity.saturating_sub(newcomers.queue.len());
        let mut entry =
            |key| self.find(key).unwrap_or_else(|| self.admit(&newcomers, key, &mut room));
        let entries = distinct(keys.iter().map(&mut entry).collect());
        let decision = self.decide(&entries);
        if let Decision::Allowed(state) = &decision {
            for entry in entries {
                self.keep(&mut newcomers, entry, nanos(state.at));
            }
        }
        decision
    }

    /// Keeps the count of an allowed request for a key that has no bucket in the table.
    fn keep(&self, newcomers: &mut Newcomers, entry: Entry<'_>, now: u64) {
        let Entry { key, bucket, place } = entry;
        match place {
            Place::Table => {}
            Place::NewInTable => {
                newcomers.enqueue(lock(&bucket).expires_at(), key.clone());
                self.buckets.insert(key.clone(), bucket);
            }
            Place::Overflow => {
                let overflow =
                    newcomers.overflow.get_or_insert_with(|| Overflow::new(self.capacity));
                overflow.record(key.rule(), self.buckets.hasher().hash_one(key), now);
            }
        }
    }

    /// Takes back the count of a request that was made at the moment `at`, in every bucket of the
    /// table that has given back fewer than it may. Returns what is left then.
    pub(super) fn give_back(&self, keys: &[Key], at: Duration) -> Option<State> {
        let entries = distinct(keys.iter().filter_map(|key| self.find(key)).collect());
        let mut locked = lock_all(&entries);
        let now = self.now();
        for (_, key, bucket) in &mut locked {
            bucket.give_back(key.rule().window(), nanos(at), now);
        }
        tightest(states(&mut locked, now))
    }

    fn find<'k>(&self, key: &'k Key) -> Option<Entry<'k>> {
        let bucket = Arc::clone(&*self.buckets.get(key)?);
        Some(Entry { key, bucket, place: Place::Table })
    }

    /// Gives a new key a bucket: one that enters the table or, when the table is full, one of the
    /// overflow.
    ///
    /// Both start with what the overflow counts, where earlier requests of the key may have been
    /// counted; otherwise leaving the overflow would be a second quota in one window.
    fn admit<'k>(&self, newcomers: &Newcomers, key: &'k Key, room: &mut usize) -> Entry<'k> {
        let counted = newcomers.overflow.as_ref().map(|overflow| {
            overflow.bucket(key.rule(), self.buckets.hasher().hash_one(key), self.now())
        });
        let place = if *room == 0 { Place::Overflow } else { Place::NewInTable };
        *room = room.saturating_sub(1);
        Entry { key, bucket: Arc::new(Mutex::new(counted.unwrap_or_default())), place }
    }

    /// Removes keys whose requests have all expired. A key that was used since it was queued is
    /// queued again, at most once in a window.
    fn reclaim(&self, newcomers: &mut Newcomers) {
        let now = self.now();
        if newcomers.overflow.as_ref().is_some_and(|overflow| overflow.is_empty(now)) {
            newcomers.overflow = None;
        }
        for _ in 0..RECLAIM_STEPS {
            let first = newcomers.queue.first_entry().filter(|first| first.key().0 <= now);
            let Some(first) = first else { return };
            let key = first.remove();
            let mut expires_at = now.saturating_add(1);
            let removed = self.buckets.remove_if_mut(&key, |_, bucket| {
                // A bucket that some request holds must stay: what is counted in it would be lost.
                let Some(bucket) = Arc::get_mut(bucket) else { return false };
                expires_at = bucket.get_mut().unwrap_or_else(PoisonError::into_inner).expires_at();
                expires_at <= now
            });
            if removed.is_none() {
                newcomers.enqueue(expires_at, key);
            }
        }
    }

    fn decide(&self, entries: &[Entry<'_>]) -> Decision {
        let mut locked = lock_all(entries);
        // Read with the locks held, so that the moments in a bucket are in order.
        let now = self.now();
        let full = states(&mut locked, now).filter(|state| state.remaining == 0);
        if let Some(longest) = full.max_by_key(|state| state.reset) {
            return Decision::Refused(longest);
        }
        for (_, key, bucket) in &mut locked {
            bucket.record(key.rule().window(), now);
        }
        tightest(states(&mut locked, now)).map_or(Decision::Unlimited, Decision::Allowed)
    }

    fn now(&self) -> u64 {
        nanos(self.env.monotonic())
    }
}

impl Newcomers {
    fn enqueue(&mut self, at: u64, key: Key) {
        self.queued += 1;
        self.queue.insert((at, self.queued), key);
    }
}

/// Keeps one entry for each key and for each bucket: a request counts once in a bucket.
fn distinct(entries: Vec<Entry<'_>>) -> Vec<Entry<'_>> {
    let mut kept: Vec<Entry<'_>> = Vec::with_capacity(entries.len());
    for entry in entries {
        let is_same =
            |other: &Entry<'_>| other.key == entry.key || Arc::ptr_eq(&other.bucket, &entry.bucket);
        if !kept.iter().any(is_same) {
            kept.push(entry);
        }
    }
    kept
}

/// The bucket of the entry with this index, locked.
type Locked<'e> = (usize, &'e Key, MutexGuard<'e, Bucket>);

/// Locks every bucket, in the order of their addresses so that two requests never wait for each
/// other, and returns them in the order of the entries.
fn lock_all<'e>(entries: &'e [Entry<'_>]) -> Vec<Locked<'e>> {
    let mut order: Vec<_> = entries.iter().enumerate().collect();
    order.sort_unstable_by_key(|(_, entry)| Arc::as_ptr(&entry.bucket));
    let lock_one = |(index, entry): (usize, &'e Entry<'_>)| (index, entry.key, lock(&entry.bucket));
    let mut locked: Vec<_> = order.into_iter().map(lock_one).collect();
    locked.sort_unstable_by_key(|(index, ..)| *index);
    locked
}

fn states(locked: &mut [Locked<'_>], now: u64) -> impl Iterator<Item = State> {
    locked.iter_mut().map(move |(_, key, bucket)| bucket.state(key.rule(), now))
}

fn tightest(states: impl Iterator<Item = State>) -> Option<State> {
    states.reduce(|a, b| if b.is_tighter_than(&a) { b } else { a })
}

fn nanos(moment: Duration) -> u64 {
    u64::try_from(moment.as_nanos()).unwrap_or(u64::MAX)
}

/// A panic while a lock was held leaves at most a count that is off by one: locks don't poison.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
