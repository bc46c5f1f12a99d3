//! Trusted proxies, and the address of the client behind them.

use std::net::IpAddr;

use actix_web::http::header::{FORWARDED, HeaderMap, HeaderName};
use ipnet::{IpNet, Ipv4Net};

use super::forwarded::{elements_from_right, forwarded_for, node};
use crate::client::{ClientAddress, fold_mapped};

/// The proxies whose header about the client's address counts, and the name of that header.
///
/// ```
/// use actix_web::http::header::{HeaderMap, HeaderValue, X_FORWARDED_FOR};
/// use nevr_core::{client::ClientAddress, http::TrustedProxies};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let proxies = TrustedProxies::new(["10.0.0.0/8".parse()?], X_FORWARDED_FOR);
/// let mut headers = HeaderMap::new();
/// headers.insert(X_FORWARDED_FOR, HeaderValue::from_static("a forgery, 198.51.100.1, 10.0.0.2"));
/// let resolved = proxies.resolve(Some("10.0.0.1".parse()?), &headers);
/// assert_eq!(resolved.address, ClientAddress::new("198.51.100.1".parse()?));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct TrustedProxies {
    trusted: Vec<IpNet>,
    header: HeaderName,
}

/// The client of a request, as [`TrustedProxies::resolve`] found it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResolvedClient {
    /// The client's address.
    pub address: ClientAddress,
    /// Whether the header was there and did not count, because the peer is not trusted. Either a
    /// client tries to forge its address, or `server.trustedProxies` lacks a proxy, which is worth
    /// one warning.
    pub ignored_header: bool,
}

impl TrustedProxies {
    /// Trusts the proxies of these networks to write the client's address into `header`.
    ///
    /// `Forwarded` is read by RFC 7239. Any other header is read as a list of addresses, as in
    /// `X-Forwarded-For`, or as a single one, as in `X-Real-IP`.
    pub fn new(trusted: impl IntoIterator<Item = IpNet>, header: HeaderName) -> Self {
        Self { trusted: trusted.into_iter().map(unmapped).collect(), header }
    }

    /// Returns whether this peer is a trusted proxy.
    ///
    /// NAT64 addresses are not turned into IPv4 addresses here: a peer that can send from
    /// `64:ff9b::a00:1` is not the peer `10.0.0.1`.
    pub fn trusts(&self, peer: IpAddr) -> bool {
        let peer = fold_mapped(peer);
        self.trusted.iter().any(|network| network.contains(&peer))
    }

    /// Finds the client of a request that came from `peer`, the address of the socket's other end.
    ///
    /// The header counts only from a trusted peer. All its lines are one list, which is read from
    /// the right, where the nearest proxy wrote. The first address that is not a trusted proxy is
    /// the client. A malformed element ends the reading, because no trusted proxy vouches for what
    /// is left of it; then, and when every address is a trusted proxy, the client is the last
    /// address that was read.
    pub fn resolve(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> ResolvedClient {
        let present = headers.contains_key(&self.header);
        let Some(peer) = peer else {
            return ResolvedClient { address: ClientAddress::Unknown, ignored_header: present };
        };
        let trusted = self.trusts(peer);
        let client = if trusted { self.walk(peer, headers) } else { peer };
        ResolvedClient { address: ClientAddress::new(client), ignored_header: present && !trusted }
    }

    fn walk(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let lines: Vec<_> = headers.get_all(&self.header).collect();
        let read = if self.header == FORWARDED { forwarded_for } else { node };
        let mut nearest = peer;
        for element in lines.iter().rev().flat_map(|line| elements_from_right(line.as_bytes())) {
            let Some(hop) = std::str::from_utf8(element).ok().and_then(read) else { break };
            nearest = hop;
            if !self.trusts(hop) {
                break;
            }
        }
        nearest
    }
}

/// Turns a network of IPv4-mapped addresses into the IPv4 network, because peers are compared
/// unmapped.
fn unmapped(network: IpNet) -> IpNet {
    let IpNet::V6(v6) = network else { return network };
    let v4 = v6.network().to_ipv4_mapped().zip(v6.prefix_len().checked_sub(96));
    v4.and_then(|(address, prefix)| Ipv4Net::new(address, prefix).ok()).map_or(network, IpNet::V4)
}
