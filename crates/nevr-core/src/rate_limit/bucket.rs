//! The requests that one bucket counts, each until its window has passed.
//!
//! Moments are nanoseconds of the monotonic clock.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use nevr_config::Window;

use super::{decision::State, rule::Rule};

/// The largest maximum for which every request expires exactly one window after it was made.
const EXACT_UP_TO: u32 = 64;
/// The number of sub-windows into which the window of a larger maximum is divided.
const SUB_WINDOWS: u64 = 32;

/// How many times a rule's maximum a window gives back. Without this bound, requests that are
/// refused as invalid would not be limited at all.
pub const GIVEN_BACK_FACTOR: u32 = 5;

/// The requests of one key: those that count, and how many were given back.
#[derive(Clone, Debug, Default)]
pub(super) struct Bucket {
    counted: Log,
    given_back: Log,
}

impl Bucket {
    /// Creates a bucket that counts these requests: the moments at which they expire, the earliest
    /// first, and how many expire then.
    pub(super) fn of(counted: impl IntoIterator<Item = (u64, u32)>) -> Self {
        let mut bucket = Self::default();
        for (expires_at, requests) in counted {
            bucket.counted.0.push_back(Group { expires_at, requests });
        }
        bucket
    }

    /// Drops the expired requests and returns what `rule` still allows at `now`.
    pub(super) fn state(&mut self, rule: &Arc<Rule>, now: u64) -> State {
        self.counted.expire(now);
        let resets_at = self.counted.0.front().map_or(now, |oldest| oldest.expires_at);
        State {
            rule: Arc::clone(rule),
            remaining: rule.window().max().saturating_sub(self.counted.requests()),
            reset: Duration::from_nanos(resets_at - now),
            at: Duration::from_nanos(now),
        }
    }

    /// Counts a request, whether or not there is room for it.
    pub(super) fn record(&mut self, window: Window, now: u64) {
        self.counted.record(expiry(window, now));
    }

    /// Takes back the count of a request that was made at the moment `at`, unless the window has
    /// taken back as many as it may.
    pub(super) fn give_back(&mut self, window: Window, at: u64, now: u64) {
        self.given_back.expire(now);
        let most = window.max().saturating_mul(GIVEN_BACK_FACTOR);
        if self.given_back.requests() < most && self.counted.remove(expiry(window, at)) {
            self.given_back.record(coarse_expiry(window, now));
        }
    }

    /// Returns the moment from which the bucket holds nothing, or 0 for an empty bucket.
    pub(super) fn expires_at(&self) -> u64 {
        self.counted.expires_at().max(self.given_back.expires_at())
    }
}

/// Requests in groups that expire together, the oldest group first.
///
/// Holds at most 64 groups: one for each request up to a maximum of [`EXACT_UP_TO`], above that one
/// for each sub-window (a window that does not begin with one touches 33).
#[derive(Clone, Debug, Default)]
struct Log(VecDeque<Group>);

#[derive(Clone, Copy, Debug)]
struct Group {
    expires_at: u64,
    requests: u32,
}

impl Log {
    fn expire(&mut self, now: u64) {
        while self.0.front().is_some_and(|oldest| oldest.expires_at <= now) {
            self.0.pop_front();
        }
    }

    fn requests(&self) -> u32 {
        self.0.iter().fold(0, |sum, group| sum.saturating_add(group.requests))
    }

    fn record(&mut self, expires_at: u64) {
        match self.0.back_mut() {
            Some(newest) if newest.expires_at >= expires_at => {
                newest.requests = newest.requests.saturating_add(1);
            }
            _ => self.0.push_back(Group { expires_at, requests: 1 }),
        }
    }

    /// Removes one request of the group that expires at this moment; returns whether there was one.
    fn remove(&mut self, expires_at: u64) -> bool {
        let Ok(index) = self.0.binary_search_by_key(&expires_at, |group| group.expires_at) else {
            return false;
        };
        self.0[index].requests -= 1;
        if self.0[index].requests == 0 {
            self.0.remove(index);
        }
        true
    }

    fn expires_at(&self) -> u64 {
        self.0.back().map_or(0, |newest| newest.expires_at)
    }
}

/// Returns the moment from which a request made at `now` no longer counts.
fn expiry(window: Window, now: u64) -> u64 {
    if window.max() <= EXACT_UP_TO {
        now.saturating_add(span(window))
    } else {
        coarse_expiry(window, now)
    }
}

/// Returns the moment at which the window has left the sub-window of `now` altogether: up to a
/// thirty-second of the window later than one window after `now`, and never earlier.
fn coarse_expiry(window: Window, now: u64) -> u64 {
    let width = span(window).div_ceil(SUB_WINDOWS);
    (now / width + SUB_WINDOWS + 1).saturating_mul(width)
}

/// Returns the length of a window in nanoseconds.
pub(super) fn span(window: Window) -> u64 {
    u64::try_from(window.duration().as_nanos()).unwrap_or(u64::MAX)
}
