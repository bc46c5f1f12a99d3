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

/// Counted requests in groups that expire together, the oldest group first.
///
/// Holds at most 64 groups: one for each request up to a maximum of [`EXACT_UP_TO`], above that one
/// for each sub-window (a window that does not begin with one touches 33).
#[derive(Clone, Debug, Default)]
pub(super) struct Bucket(VecDeque<Group>);

#[derive(Clone, Copy, Debug)]
struct Group {
    expires_at: u64,
    requests: u32,
}

impl Bucket {
    /// Drops the expired requests and returns what `rule` still allows at `now`.
    pub(super) fn state(&mut self, rule: &Arc<Rule>, now: u64) -> State {
        while self.0.front().is_some_and(|oldest| oldest.expires_at <= now) {
            self.0.pop_front();
        }
        let used = self.0.iter().fold(0_u32, |sum, group| sum.saturating_add(group.requests));
        let resets_at = self.0.front().map_or(now, |oldest| oldest.expires_at);
        State {
            rule: Arc::clone(rule),
            remaining: rule.window().max().saturating_sub(used),
            reset: Duration::from_nanos(resets_at - now),
        }
    }

    /// Counts a request, whether or not there is room for it.
    pub(super) fn record(&mut self, window: Window, now: u64) {
        let expires_at = expiry(window, now);
        match self.0.back_mut() {
            Some(newest) if newest.expires_at >= expires_at => {
                newest.requests = newest.requests.saturating_add(1);
            }
            _ => self.0.push_back(Group { expires_at, requests: 1 }),
        }
    }

    /// Returns the moment at which the newest request expires, or 0 for an empty bucket.
    pub(super) fn expires_at(&self) -> u64 {
        self.0.back().map_or(0, |newest| newest.expires_at)
    }
}

/// Returns the moment from which a request made at `now` no longer counts.
///
/// Above [`EXACT_UP_TO`] it counts until the window has left its sub-window altogether: up to a
/// thirty-second of the window longer than it must, and never shorter.
fn expiry(window: Window, now: u64) -> u64 {
    let span = u64::try_from(window.duration().as_nanos()).unwrap_or(u64::MAX);
    if window.max() <= EXACT_UP_TO {
        return now.saturating_add(span);
    }
    let width = span.div_ceil(SUB_WINDOWS);
    (now / width + SUB_WINDOWS + 1).saturating_mul(width)
}
