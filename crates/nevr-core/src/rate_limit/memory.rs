//! The counts of this process: a bounded table of buckets.

use std::{
    collections::{BTreeMap, HashMap},
    hash::BuildHasher as _,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use dashmap::DashMap;
use nevr_schema::env::Env;

use super::{
    bucket::Bucket,
    decision::{Decision, State},
    key::Key,
    rule::Rule,
};

/// How many queued keys one request looks at, at most: no request pays for a scan of the table.
const RECLAIM_STEPS: usize = 32;
/// A rule has one overflow bucket for so many keys of the capacity, and at most 64 of them.
const KEYS_PER_OVERFLOW: usize = 512;
const MOST_OVERFLOWS: usize = 64;

/// A bucket, held by the table and by the requests that are being decided.
type SharedBucket = Arc<Mutex<Bucket>>;

/// Buckets by key, at most `capacity` of them.
///
/// A request whose keys all have a bucket locks these buckets and nothing else. Only a request with
/// a new key takes the lock of [`Newcomers`]; it keeps that lock until it is decided, so that a key
/// can't move out of an overflow bucket while another request counts it there.
#[derive(Debug)]
pub(super) struct Memory {
    env: Env,
    capacity: usize,
    /// Its hasher is random for each process: clients can't choose keys that share an overflow.
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
    /// The buckets of the keys that found no room, for each rule and part of the keys.
    overflow: HashMap<(Arc<Rule>, u64), SharedBucket>,
}

/// A key of the request and the bucket that counts it.
struct Entry<'k> {
    key: &'k Key,
    bucket: SharedBucket,
    /// Whether the bucket enters the table if the request is allowed.
    is_new: bool,
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
            |key| self.find(key).unwrap_or_else(|| self.admit(&mut newcomers, key, &mut room));
        let entries = distinct(keys.iter().map(&mut entry).collect());
        let decision = self.decide(&entries);
        if matches!(decision, Decision::Allowed(_)) {
            for Entry { key, bucket, .. } in entries.into_iter().filter(|entry| entry.is_new) {
                newcomers.enqueue(lock(&bucket).expires_at(), key.clone());
                self.buckets.insert(key.clone(), bucket);
            }
        }
        decision
    }

    fn find<'k>(&self, key: &'k Key) -> Option<Entry<'k>> {
        let bucket = Arc::clone(&*self.buckets.get(key)?);
        Some(Entry { key, bucket, is_new: false })
    }

    /// Gives a new key a bucket: its own, or an overflow bucket when the table is full.
    ///
    /// Its own starts with the count of the overflow bucket, where earlier requests of the key may
    /// have been counted; otherwise leaving the overflow would be a second quota in one window.
    fn admit<'k>(&self, newcomers: &mut Newcomers, key: &'k Key, room: &mut usize) -> Entry<'k> {
        let parts = (self.capacity / KEYS_PER_OVERFLOW).clamp(1, MOST_OVERFLOWS) as u64;
        let part = self.buckets.hasher().hash_one(key) % parts;
        let overflow = newcomers.overflow.entry((Arc::clone(key.rule()), part)).or_default();
        if *room == 0 {
            return Entry { key, bucket: Arc::clone(overflow), is_new: false };
        }
        *room -= 1;
        let bucket = Arc::new(Mutex::new(lock(overflow).clone()));
        Entry { key, bucket, is_new: true }
    }

    /// Removes keys whose requests have all expired. A key that was used since it was queued is
    /// queued again, at most once in a window.
    fn reclaim(&self, newcomers: &mut Newcomers) {
        let now = self.now();
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
        let tightest =
            states(&mut locked, now).reduce(|a, b| if b.is_tighter_than(&a) { b } else { a });
        tightest.map_or(Decision::Unlimited, Decision::Allowed)
    }

    fn now(&self) -> u64 {
        u64::try_from(self.env.monotonic().as_nanos()).unwrap_or(u64::MAX)
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

/// A panic while a lock was held leaves at most a count that is off by one: locks don't poison.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
