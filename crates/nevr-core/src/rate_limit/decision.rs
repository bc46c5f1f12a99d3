//! What the limiter answers.

use std::{sync::Arc, time::Duration};

use nevr_config::Window;

use super::Rule;

/// Whether a request may go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// No rule applies to the request.
    Unlimited,
    /// The request was counted; the state of its tightest rule.
    Allowed(State),
    /// The request was not counted anywhere; the state of the rule that is full for longest.
    Refused(State),
}

/// How a rule stands for the one who asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// The rule.
    pub rule: Arc<Rule>,
    /// How many more requests are allowed now.
    pub remaining: u32,
    /// How long until the oldest counted request no longer counts, that is until there is room for
    /// one more than now.
    pub reset: Duration,
}

impl State {
    /// How many requests the rule allows in a window.
    pub fn limit(&self) -> u32 {
        self.rule.window().max()
    }

    /// What the rule allows.
    pub fn window(&self) -> Window {
        self.rule.window()
    }

    /// For `Retry-After`: whole seconds, rounded up, at least 1.
    pub fn retry_after(&self) -> u64 {
        whole_seconds(self.reset).max(1)
    }

    /// Whether this state leaves less than `other`: fewer requests or, where these are equal, a
    /// longer wait.
    pub(super) fn is_tighter_than(&self, other: &Self) -> bool {
        (other.remaining, self.reset) > (self.remaining, other.reset)
    }
}

/// Rounded up: a client that waits as told must not come a moment too early.
pub(super) fn whole_seconds(duration: Duration) -> u64 {
    duration.as_secs().saturating_add(u64::from(duration.subsec_nanos() > 0))
}
