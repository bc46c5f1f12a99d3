//! A rule per client address, with the wider rules that belong to it.

use std::sync::Arc;

use super::{Key, Rule, Subject};
use crate::client::{ClientAddress, ClientKey};

/// How much more the /48 network of an IPv6 client may do than the client itself.
///
/// One customer is often given a whole /48: without this bucket it would have 65 536 clients.
pub const NETWORK_FACTOR: u32 = 10;

/// How much more all requests without an address may do together than one client.
pub const UNKNOWN_FACTOR: u32 = 100;

/// How much more all the sessions of one client may do together than the client without one.
///
/// A session has a bucket of its own, so that an office of people who are signed in is not one
/// client. Sessions can be had at will, and a token stays well made when its session has ended:
/// without this bucket whoever collects them would have no limit at all.
pub const SESSIONS_FACTOR: u32 = 100;

/// A rule that counts by client address: IPv4 whole, IPv6 by /64 and, ten times larger, by /48;
/// requests without an address share one larger bucket.
#[derive(Clone, Debug)]
pub struct PerClient {
    client: Arc<Rule>,
    network: Arc<Rule>,
    unknown: Arc<Rule>,
    /// The same three for requests of sessions.
    sessions: [Arc<Rule>; 3],
}

impl PerClient {
    /// Applies `rule` to each client.
    pub fn new(rule: &Arc<Rule>) -> Self {
        let client = Arc::clone(rule);
        let network = Arc::new(rule.times(NETWORK_FACTOR));
        let unknown = Arc::new(rule.times(UNKNOWN_FACTOR));
        let sessions =
            [&client, &network, &unknown].map(|rule| Arc::new(rule.times(SESSIONS_FACTOR)));
        Self { client, network, unknown, sessions }
    }

    /// The rule as it applies to one client.
    pub fn rule(&self) -> &Arc<Rule> {
        &self.client
    }

    /// The keys that a request of this client counts against; all of them must have room.
    pub fn keys(&self, client: ClientAddress) -> impl Iterator<Item = Key> {
        keys([&self.client, &self.network, &self.unknown], client)
    }

    /// The keys that a request of a session counts against: the session's own bucket, and the much
    /// larger ones of all sessions of this client.
    pub fn session_keys(
        &self,
        session: [u8; 16],
        client: ClientAddress,
    ) -> impl Iterator<Item = Key> {
        let own = Key::new(&self.client, Subject::Session(session));
        std::iter::once(own).chain(keys(self.sessions.each_ref(), client))
    }
}

/// One key or, for IPv6, two, by the rules for a client, its network and nobody knows whom.
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
