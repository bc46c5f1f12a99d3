//! A part of the table of counts, with its own bound.

use std::{
    cmp::Ordering,
    collections::{BinaryHeap, HashMap},
    sync::Arc,
};

use super::{
    Key, Rule,
    bucket::{Bucket, Load},
};

/// How many due keys one insertion looks at, at most: a request never pays for a scan.
const RECLAIM_STEPS: usize = 32;

/// Where the count of a key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Home {
    /// In a bucket of its own.
    Own,
    /// In its own bucket, which did not exist before this request.
    Fresh,
    /// In the bucket that all keys of the rule share for which there was no room.
    Overflow,
}

/// Counts, at most `capacity` of them, and one more for each rule.
#[derive(Debug)]
pub(super) struct Shard {
    capacity: usize,
    buckets: HashMap<Key, Bucket>,
    /// Each key with its own bucket once, by a moment before which it does not expire.
    due: BinaryHeap<Due>,
    overflow: HashMap<Arc<Rule>, Bucket>,
    /// The latest moment seen; time does not go back here whatever the clock does.
    latest: u64,
}

impl Shard {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            capacity,
            buckets: HashMap::new(),
            due: BinaryHeap::new(),
            overflow: HashMap::new(),
            latest: 0,
        }
    }

    /// How many keys have a bucket of their own.
    pub(super) fn len(&self) -> usize {
        self.buckets.len()
    }

    /// The later of `now` and the latest moment seen.
    pub(super) fn not_before(&mut self, now: u64) -> u64 {
        self.latest = self.latest.max(now);
        self.latest
    }

    /// Drops some expired keys if this key is a new one. Done for all keys of a request before the
    /// first is admitted, as an admitted bucket must stay until the request is decided.
    pub(super) fn make_room(&mut self, key: &Key, now: u64) {
        if !self.buckets.contains_key(key) {
            self.reclaim(now);
        }
    }

    /// Finds the key's bucket or makes one.
    pub(super) fn admit(&mut self, key: &Key, now: u64) -> Home {
        if self.buckets.contains_key(key) {
            return Home::Own;
        }
        if self.buckets.len() < self.capacity {
            let bucket = self.first_bucket(key.rule(), now);
            self.buckets.insert(key.clone(), bucket);
            return Home::Fresh;
        }
        let window = key.rule().window();
        let new = || Bucket::new(window);
        self.overflow.entry(Arc::clone(key.rule())).or_insert_with(new);
        Home::Overflow
    }

    /// What a new key starts with. Its earlier requests may have been counted in the overflow
    /// bucket: as long as that one is not empty, the key takes over its count, else leaving the
    /// overflow would be a second quota in the same window.
    fn first_bucket(&mut self, rule: &Rule, now: u64) -> Bucket {
        let window = rule.window();
        if let Some(shared) = self.overflow.get_mut(rule)
            && shared.load(window, now).used > 0
        {
            return shared.clone();
        }
        Bucket::new(window)
    }

    /// How full the key's bucket is.
    pub(super) fn load(&mut self, key: &Key, home: Home, now: u64) -> Load {
        let window = key.rule().window();
        self.bucket(key, home).map_or(Load { used: 0, frees_in: 0 }, |b| b.load(window, now))
    }

    /// Counts a request.
    pub(super) fn record(&mut self, key: &Key, home: Home, now: u64) {
        let window = key.rule().window();
        let Some(bucket) = self.bucket(key, home) else { return };
        bucket.record(now);
        let at = bucket.expires_at(window);
        if home == Home::Fresh {
            self.due.push(Due { at, key: key.clone() });
        }
    }

    /// Takes back a bucket that was made for a request that is refused.
    pub(super) fn withdraw(&mut self, key: &Key, home: Home) {
        if home == Home::Fresh {
            self.buckets.remove(key);
        }
    }

    fn bucket(&mut self, key: &Key, home: Home) -> Option<&mut Bucket> {
        match home {
            Home::Own | Home::Fresh => self.buckets.get_mut(key),
            Home::Overflow => self.overflow.get_mut(key.rule()),
        }
    }

    /// Drops keys of which nothing counts any more. A key that was used since it was queued goes
    /// back with its new moment, at most once in a window.
    fn reclaim(&mut self, now: u64) {
        for _ in 0..RECLAIM_STEPS {
            if self.due.peek().is_none_or(|due| due.at > now) {
                return;
            }
            let Some(due) = self.due.pop() else { return };
            let window = due.key.rule().window();
            let at = self.buckets.get(&due.key).map_or(0, |bucket| bucket.expires_at(window));
            if at > now {
                self.due.push(Due { at, ..due });
            } else {
                self.buckets.remove(&due.key);
            }
        }
    }
}

/// A key and a moment before which it does not expire; the earliest is the greatest, as the heap
/// has its greatest on top.
#[derive(Debug)]
struct Due {
    at: u64,
    key: Key,
}

impl Ord for Due {
    fn cmp(&self, other: &Self) -> Ordering {
        other.at.cmp(&self.at)
    }
}

impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at
    }
}

impl Eq for Due {}
