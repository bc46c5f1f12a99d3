//! What rules a session.

use std::{
    collections::BTreeMap,
    sync::{PoisonError, RwLock},
    time::Duration,
};

use crate::options::SessionOptions;

/// How long a session lasts, and what its user may do. A session whose policy no plugin registers
/// is no session; it lives again when the plugin is back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionPolicy {
    /// What rows of `session` call it.
    pub name: &'static str,
    /// How long it lasts without being used.
    pub lifetime: Duration,
    /// How old it must be for a use to extend it; `None` when no use does.
    pub slides_after: Option<Duration>,
    /// How long it lasts at the most.
    pub max_age: Duration,
    /// Whether the cookie outlives the browser.
    pub persistent: bool,
    /// Whether its user is a full account.
    pub full: bool,
}

impl SessionPolicy {
    /// The policy of full accounts.
    pub const DEFAULT: &'static str = "default";
    /// The policy of who does not want to be remembered.
    pub const SHORT: &'static str = "short";

    /// A policy that slides as the options say, under another name and lifetime.
    pub fn sliding(name: &'static str, lifetime: Duration, options: &SessionOptions) -> Self {
        Self {
            name,
            lifetime,
            // Half the lifetime, so that a short one is extended before it is over.
            slides_after: Some(options.update_age.duration().min(lifetime / 2)),
            max_age: options.max_age.duration().max(lifetime),
            persistent: true,
            full: true,
        }
    }

    /// One day, not extended, gone with the browser. Where the options end sessions sooner, this
    /// one ends as soon: a client that asks not to be remembered is not remembered for longer.
    fn short(options: &SessionOptions) -> Self {
        let day = Duration::from_hours(24);
        let lifetime = options.expires_in.duration().min(day);
        let sliding = Self::sliding(Self::SHORT, lifetime, options);
        Self {
            slides_after: sliding.slides_after.filter(|_| lifetime < day),
            max_age: sliding.max_age.min(day),
            persistent: false,
            ..sliding
        }
    }
}

/// The policies that are registered. Sub-plugins add theirs when they are built.
#[derive(Debug)]
pub struct Policies(RwLock<BTreeMap<&'static str, SessionPolicy>>);

impl Policies {
    pub(crate) fn new(options: &SessionOptions) -> Self {
        let policies = Self(RwLock::default());
        let lifetime = options.expires_in.duration();
        policies.register(SessionPolicy::sliding(SessionPolicy::DEFAULT, lifetime, options));
        policies.register(SessionPolicy::short(options));
        policies
    }

    /// Adds a policy; a second one of a name takes the place of the first.
    pub fn register(&self, policy: SessionPolicy) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(policy.name, policy);
    }

    /// The policy of this name.
    pub fn get(&self, name: &str) -> Option<SessionPolicy> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }
}
