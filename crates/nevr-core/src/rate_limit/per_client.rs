//! A rule for each client address, and the wider rules derived from it.

use std::sync::Arc;

use super::{
    key::{Key, Subject},
    rule::Rule,
};
use crate::client::{ClientAddress, ClientKey};

/// How many times a client's maximum the /48 network of an IPv6 client is allowed.
///
/// One customer is often given a whole /48, and could act as 65 536 clients without this limit.
pub const NETWORK_FACTOR: u32 = 10;

/// How many times a client's maximum all requests without an address are allowed together.
pub const UNKNOWN_FACTOR: u32 = 100;

/// How many times a client's maximum all sessions from one client address are allowed together.
///
/// A session has a bucket of its own, so that an office of signed-in people is not one client. But
/// anybody can get sessions, and a token keeps its valid tag after its session has ended: without
/// this limit, a client that collects tokens would have none at all.
pub const SESSIONS_FACTOR: u32 = 100;

/// A rule that counts by client address: IPv4 whole, IPv6 by /64 and, ten times larger, by /48;
/// requests without an address share one larger bucket.
#[derive(Clone, Debug)]
pub struct PerClient {
    client: Arc<Rule>,
    network: Arc<Rule>,
    unknown: Arc<Rule>,
    /// The same three rules for requests that present a session.
    sessions: [Arc<Rule>; 3],
}

impl PerClient {
    /// Derives the rules for networks and sessions from the `rule` for one client.
    pub fn new(rule: &Arc<Rule>) -> Self {
        let client = Arc::clone(rule);
        let network = Arc::new(rule.times(NETWORK_FACTOR));
        let unknown = Arc::new(rule.times(UNKNOWN_FACTOR));
        let sessions =
            [&client, &network, &unknown].map(|rule| Arc::new(rule.times(SESSIONS_FACTOR)));
        Self { client, network, unknown, sessions }
    }

    /// Returns the rule for one client.
    pub fn rule(&self) -> &Arc<Rule> {
        &self.client
    }

    /// Returns the keys that count a request without a session; all of them must have room.
    pub fn keys(&self, client: ClientAddress) -> impl Iterator<Item = Key> {
        keys([&self.client, &self.network, &self.unknown], client)
    }

    /// Returns the keys that count a request with a session: the session's own, and the much larger
    /// ones for all sessions from this client address.
    pub fn session_keys(
        &self,
        session: [u8; 16],
        client: ClientAddress,
    ) -> impl Iterator<Item = Key> {
        let own = Key::new(&self.client, Subject::Session(session));
        std::iter::once(own).chain(keys(self.sessions.each_ref(), client))
    }
}

/// Returns one key or, for IPv6, two, by the rules for a client, a network and an unknown address.
fn keys(rules: [&Arc<Rule>; 3], client: ClientAddress) -> impl Iterator<Item = Key> {
    let [one, network, unknown] = rules;
    client.keys().map(move |key| {
        let rule = match key {
            ClientKey::V4(_) | ClientKey::V6Subnet(_) => one,
            ClientKey::V6Network(_) => network,
            ClientKey::Unknown => unknown,
        };
        Key::new(rule, Subject::Client(key))
    })
}
