//! The counts of clients that find no room in a full table.

use std::{collections::HashMap, sync::Arc};

use nevr_config::Window;

use super::{
    bucket::{Bucket, span},
    rule::Rule,
};

/// How many overflow buckets there are for each key of the table's capacity. With the default
/// capacity they take 12 MiB, while they are needed.
const BUCKETS_PER_KEY: usize = 5;
/// The fewest overflow buckets.
const FEWEST: usize = 1024;
/// How many times one client's maximum a bucket allows at most, however many clients share it. This
/// bounds what a flood of ever new clients is allowed.
const MOST_CLIENTS: u32 = 10;

/// Small buckets that clients share by hash: so many that, up to a flood of about as many clients as
/// there are buckets, a client is seldom counted together with others.
///
/// A bucket stands for the clients that are counted in it. It allows one client's maximum, and in
/// addition what the clients of an average bucket use; so a client is admitted, and is limited to about
/// its own maximum, even when each bucket has many clients.
#[derive(Debug)]
pub(super) struct Overflow {
    /// Two groups of requests for each bucket: the moment at which each expires, the earlier first,
    /// and how many requests it has.
    expires_at: Vec<[u64; 2]>,
    requests: Vec<[u32; 2]>,
    /// What all buckets together counted for a rule lately.
    loads: HashMap<Arc<Rule>, Load>,
    /// The moment from which no bucket counts anything.
    empty_at: u64,
}

/// The requests of all buckets in the current span of a window's length, and in the one before.
#[derive(Debug, Default)]
struct Load {
    span: u64,
    current: u64,
    previous: u64,
}

impl Overflow {
    /// Creates the overflow of a table with this capacity. The memory of a bucket is taken when it is
    /// first used.
    pub(super) fn new(capacity: usize) -> Self {
        let buckets = capacity.saturating_mul(BUCKETS_PER_KEY).max(FEWEST);
        let (expires_at, requests) = (vec![[0; 2]; buckets], vec![[0; 2]; buckets]);
        Self { expires_at, requests, loads: HashMap::new(), empty_at: 0 }
    }

    pub(super) fn is_empty(&self, now: u64) -> bool {
        self.empty_at <= now
    }

    /// Returns the bucket of the client with this hash, without the requests that are due to other
    /// clients in it.
    pub(super) fn bucket(&self, rule: &Arc<Rule>, hash: u64, now: u64) -> Bucket {
        let at = self.index(hash);
        let mut others = self.average_load(rule.window(), now);
        let groups = self.expires_at[at].into_iter().zip(self.requests[at]);
        let live = groups.filter(|(expires_at, _)| *expires_at > now);
        let own = live.map(|(expires_at, requests)| {
            let forgiven = requests.min(others);
            others -= forgiven;
            (expires_at, requests - forgiven)
        });
        Bucket::of(own.filter(|(_, requests)| *requests > 0))
    }

    /// Counts a request of the client with this hash until the end of the next whole span of the
    /// window's length: for at least one window, and for less than two.
    pub(super) fn record(&mut self, rule: &Arc<Rule>, hash: u64, now: u64) {
        let span = span(rule.window());
        let expires_at = now.saturating_add(span).div_ceil(span).saturating_mul(span);
        self.empty_at = self.empty_at.max(expires_at);
        self.loads.entry(Arc::clone(rule)).or_default().add(now / span);
        let at = self.index(hash);
        let (moments, requests) = (&mut self.expires_at[at], &mut self.requests[at]);
        if moments[0] <= now {
            (*moments, *requests) = ([moments[1], 0], [requests[1], 0]);
        }
        if moments[0] <= now {
            (*moments, *requests) = ([expires_at, 0], [1, 0]);
        } else {
            // Of rules with different windows, the later moment holds for both.
            let group = usize::from(moments[0] < expires_at);
            moments[group] = moments[group].max(expires_at);
            requests[group] = requests[group].saturating_add(1);
        }
    }

    fn index(&self, hash: u64) -> usize {
        usize::try_from(hash % self.requests.len() as u64).unwrap_or(0)
    }

    /// Returns how many requests an average bucket counts now, up to what this window allows to so
    /// many clients.
    fn average_load(&self, window: Window, now: u64) -> u32 {
        let all = self.loads.iter().map(|(rule, load)| load.at(now / span(rule.window())));
        let average = all.sum::<u64>() / self.requests.len() as u64;
        let most = window.max().saturating_mul(MOST_CLIENTS - 1);
        u32::try_from(average).unwrap_or(u32::MAX).min(most)
    }
}

impl Load {
    fn add(&mut self, span: u64) {
        if self.span != span {
            let previous = if self.span + 1 == span { self.current } else { 0 };
            *self = Self { span, current: 0, previous };
        }
        self.current += 1;
    }

    fn at(&self, span: u64) -> u64 {
        match span.saturating_sub(self.span) {
            0 => self.current + self.previous,
            1 => self.current,
            _ => 0,
        }
    }
}
