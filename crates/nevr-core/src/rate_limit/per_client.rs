//! A rule per client address, with the wider rules that belong to it.

use std::sync::Arc;

use super::{Key, Rule, Subject};
use crate::http::{ClientAddress, ClientKey};

/// How much more the /48 network of an IPv6 client may do than the client itself.
///
/// One customer is often given a whole /48: without this bucket it would have 65 536 clients.
pub const NETWORK_FACTOR: u32 = 10;

/// How much more all requests without an address may do together than one client.
pub const UNKNOWN_FACTOR: u32 = 100;

/// A rule that counts by client address: IPv4 whole, IPv6 by /64 and, ten times larger, by /48;
/// requests without an address share one larger bucket.
#[derive(Clone, Debug)]
pub struct PerClient {
    client: Arc<Rule>,
    network: Arc<Rule>,
    unknown: Arc<Rule>,
}

impl PerClient {
    /// Applies `rule` to each client.
    pub fn new(rule: &Arc<Rule>) -> Self {
        Self {
            client: Arc::clone(rule),
            network: Arc::new(rule.times(NETWORK_FACTOR)),
            unknown: Arc::new(rule.times(UNKNOWN_FACTOR)),
        }
    }

    /// The rule as it applies to one client.
    pub fn rule(&self) -> &Arc<Rule> {
        &self.client
    }

    /// The keys that a request of this client counts against; all of them must have room.
    pub fn keys(&self, client: ClientAddress) -> impl Iterator<Item = Key> {
        client.keys().map(|key| {
            let rule = match key {
                ClientKey::V4(_) | ClientKey::V6Subnet(_) => &self.client,
                ClientKey::V6Network(_) => &self.network,
                ClientKey::Unknown => &self.unknown,
            };
            Key::new(rule, Subject::Client(key))
        })
    }
}
