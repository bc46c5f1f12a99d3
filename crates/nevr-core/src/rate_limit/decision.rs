//! The limiter's answer to a request.

use std::{sync::Arc, time::Duration};

use nevr_config::Window;

use super::rule::Rule;

/// Whether a request is within its limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// No rule applies to the request.
    Unlimited,
    /// The request was counted by every rule. Holds the state of the rule that leaves the least.
    Allowed(State),
    /// A rule is full, and no rule counted the request. Holds the state of the rule that stays full
    /// for longest.
    Refused(State),
}

/// What a rule leaves to a client, a session or a user at the moment of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// The rule.
    pub rule: Arc<Rule>,
    /// The number of further requests that are allowed now.
    pub remaining: u32,
    /// The time until the oldest counted request no longer counts: from then on one request more is
    /// allowed than now.
    pub reset: Duration,
    /// The moment of the decision on the monotonic clock, by which
    /// [`Limiter::give_back`](super::Limiter::give_back) finds the request.
    pub at: Duration,
}

impl State {
    /// Returns the number of requests that the rule allows in a window.
    pub fn limit(&self) -> u32 {
        self.rule.window().max()
    }

    /// Returns the rule's window.
    pub fn window(&self) -> Window {
        self.rule.window()
    }

    /// Returns the value of `Retry-After`: the time until [`reset`](Self::reset) in whole seconds,
    /// rounded up, at least 1.
    pub fn retry_after(&self) -> u64 {
        whole_seconds(self.reset).max(1)
    }

    /// Returns whether this state leaves fewer requests than `other` or, if equally many, has the
    /// longer wait.
    pub(crate) fn is_tighter_than(&self, other: &Self) -> bool {
        (other.remaining, self.reset) > (self.remaining, other.reset)
    }
}

/// Rounds up to whole seconds: a client that waits that long must not come a moment too early.
pub(super) fn whole_seconds(duration: Duration) -> u64 {
    duration.as_secs().saturating_add(u64::from(duration.subsec_nanos() > 0))
}
