//! The client's address when trusted proxies stand before us.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use actix_web::http::header::{FORWARDED, HeaderMap, HeaderName};
use ipnet::{IpNet, Ipv4Net};

use crate::client::{ClientAddress, fold_mapped};

/// The proxies that may say whom they speak for, and the one header they say it in.
///
/// ```
/// use actix_web::http::header::{HeaderMap, HeaderValue, X_FORWARDED_FOR};
/// use nevr_core::{client::ClientAddress, http::Proxies};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let proxies = Proxies::new(["10.0.0.0/8".parse()?], X_FORWARDED_FOR);
/// let mut headers = HeaderMap::new();
/// headers.insert(X_FORWARDED_FOR, HeaderValue::from_static("a forgery, 198.51.100.1, 10.0.0.2"));
/// let resolved = proxies.resolve(Some("10.0.0.1".parse()?), &headers);
/// assert_eq!(resolved.address, ClientAddress::new("198.51.100.1".parse()?));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Proxies {
    trusted: Vec<IpNet>,
    header: HeaderName,
}

/// Whose request it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The client.
    pub address: ClientAddress,
    /// Whether the forwarded header was there but did not count, as the peer is not trusted. Either
    /// somebody is trying, or `trustedProxies` lacks a proxy: worth one warning.
    pub ignored_header: bool,
}

impl Proxies {
    /// Trusts these networks to say in `header` whom they speak for. `Forwarded` is read by
    /// RFC 7239; any other header is a list of addresses like `X-Forwarded-For`, for which a single
    /// address as in `X-Real-IP` will do.
    pub fn new(trusted: impl IntoIterator<Item = IpNet>, header: HeaderName) -> Self {
        Self { trusted: trusted.into_iter().map(unmapped).collect(), header }
    }

    /// Whether this peer is one of the trusted proxies.
    ///
    /// NAT64 addresses are not folded here: whoever can send from `64:ff9b::a00:1` is not thereby
    /// `10.0.0.1`.
    pub fn trusts(&self, peer: IpAddr) -> bool {
        let peer = fold_mapped(peer);
        self.trusted.iter().any(|network| network.contains(&peer))
    }

    /// Finds the client of a request that came from `peer`, the socket's address.
    ///
    /// The header counts only from a trusted peer. Its lines are one list, which is walked from the
    /// right, where the nearest proxy wrote: the first address that is not a trusted proxy's is the
    /// client. A bad element ends the walk, as nothing left of it is vouched for; then, and when
    /// every address is a trusted one, the client is the last (leftmost) address reached.
    pub fn resolve(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> Resolved {
        let present = headers.contains_key(&self.header);
        let Some(peer) = peer else {
            return Resolved { address: ClientAddress::Unknown, ignored_header: present };
        };
        let trusted = self.trusts(peer);
        let client = if trusted { self.walk(peer, headers) } else { peer };
        Resolved { address: ClientAddress::new(client), ignored_header: present && !trusted }
    }

    fn walk(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let lines: Vec<_> = headers.get_all(&self.header).collect();
        let read = if self.header == FORWARDED { forwarded_for } else { node };
        let mut nearest = peer;
        for element in lines.iter().rev().flat_map(|line| FromTheRight(Some(line.as_bytes()))) {
            let Some(hop) = std::str::from_utf8(element).ok().and_then(read) else { break };
            nearest = hop;
            if !self.trusts(hop) {
                break;
            }
        }
        nearest
    }
}

/// A network of IPv4-mapped addresses as the IPv4 network that it is: peers are compared unmapped.
fn unmapped(network: IpNet) -> IpNet {
    let IpNet::V6(v6) = network else { return network };
    let v4 = v6.network().to_ipv4_mapped().zip(v6.prefix_len().checked_sub(96));
    v4.and_then(|(address, prefix)| Ipv4Net::new(address, prefix).ok()).map_or(network, IpNet::V4)
}

/// The elements of a list, last one first.
///
/// Quotes are matched from the right as well. What stands on the left comes from strangers: a quote
/// that they leave open must not swallow what the proxy appended.
struct FromTheRight<'a>(Option<&'a [u8]>);

impl<'a> Iterator for FromTheRight<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let line = self.0.take()?;
        let mut quoted = false;
        for (at, byte) in line.iter().enumerate().rev() {
            match byte {
                b'"' if !(quoted && is_escaped(&line[..at])) => quoted = !quoted,
                b',' if !quoted => {
                    self.0 = Some(&line[..at]);
                    return Some(&line[at + 1..]);
                }
                _ => {}
            }
        }
        Some(line)
    }
}

/// Whether what follows `before` is escaped: an odd number of backslashes ends it.
fn is_escaped(before: &[u8]) -> bool {
    before.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

/// The address in the one `for` of an element of `Forwarded` (RFC 7239, section 4).
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let mut rest = trim(element);
    let mut found = None;
    while !rest.is_empty() {
        // The grammar allows for empty pairs.
        if let Some(next) = rest.strip_prefix(';') {
            rest = trim(next);
            continue;
        }
        let (name, after) = rest.split_once('=')?;
        let (value, left) = parameter_value(after)?;
        let name = trim(name);
        if name.is_empty() || !name.bytes().all(is_token) {
            return None;
        }
        if name.eq_ignore_ascii_case("for") && found.replace(value).is_some() {
            return None; // said twice: MUST NOT, and which one would count?
        }
        rest = trim(left);
        if !rest.is_empty() && !rest.starts_with(';') {
            return None;
        }
    }
    node(found?)
}

/// The value at the beginning, without its quotes, and what follows it. A value with escapes is
/// given as written: no address has any.
fn parameter_value(text: &str) -> Option<(&str, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([';', '"']).unwrap_or(text.len());
        return Some((trim(&text[..end]), &text[end..]));
    };
    let bytes = quoted.as_bytes();
    let closing = (0..bytes.len()).find(|at| bytes[*at] == b'"' && !is_escaped(&bytes[..*at]))?;
    Some((&quoted[..closing], &quoted[closing + 1..]))
}

/// An address as proxies write it: bare, in brackets, with a port, with a zone. Names
/// (`unknown`, `_hidden`) are none.
fn node(text: &str) -> Option<IpAddr> {
    let text = trim(text);
    if let Some(rest) = text.strip_prefix('[') {
        let (address, port) = rest.split_once(']')?;
        let sound = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
        return if sound { ipv6(address) } else { None };
    }
    if let Some((address, port)) = text.split_once(':')
        && !port.contains(':')
    {
        let address = address.parse::<Ipv4Addr>().ok()?;
        return is_port(port).then_some(IpAddr::V4(address));
    }
    text.parse::<Ipv4Addr>().ok().map(IpAddr::V4).or_else(|| ipv6(text))
}

/// An IPv6 address; its zone says only by which interface the proxy saw it.
fn ipv6(text: &str) -> Option<IpAddr> {
    let address = match text.split_once('%') {
        Some((address, zone)) if !zone.is_empty() => address,
        Some(_) => return None,
        None => text,
    };
    address.parse::<Ipv6Addr>().ok().map(IpAddr::V6)
}

/// A port number, or an obfuscated one (RFC 7239, section 6.2).
fn is_port(text: &str) -> bool {
    let sound = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
    match text.strip_prefix('_') {
        Some(hidden) => !hidden.is_empty() && hidden.bytes().all(sound),
        None => text.bytes().all(|b| b.is_ascii_digit()) && text.parse::<u16>().is_ok(),
    }
}

/// RFC 9110, section 5.6.2.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}
