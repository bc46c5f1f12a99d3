//! The grammar of the headers in which proxies write addresses: `Forwarded` (RFC 7239) and lists
//! such as `X-Forwarded-For`.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Returns the comma-separated elements of a header line, the last one first.
///
/// Quotes are matched from the right as well. The left part of the line comes from the client, and
/// a quote that the client leaves open must not swallow what the proxy appended.
pub(super) fn elements_from_right(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    FromTheRight(Some(line))
}

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

/// Returns whether the character after `before` is escaped: an odd number of backslashes precedes
/// it.
fn is_escaped(before: &[u8]) -> bool {
    before.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

/// Returns the address in the parameter `for` of an element of `Forwarded` (RFC 7239, section 4).
pub(super) fn forwarded_for(element: &str) -> Option<IpAddr> {
    let mut rest = trim(element);
    let mut found = None;
    while !rest.is_empty() {
        // The grammar allows empty pairs.
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
            // A parameter must not occur twice (RFC 7239, section 4), and neither could be trusted.
            return None;
        }
        rest = trim(left);
        if !rest.is_empty() && !rest.starts_with(';') {
            return None;
        }
    }
    node(found?)
}

/// Splits a parameter's value, without its quotes, from what follows it. Escapes are kept as they
/// are written: no address has any.
fn parameter_value(text: &str) -> Option<(&str, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([';', '"']).unwrap_or(text.len());
        return Some((trim(&text[..end]), &text[end..]));
    };
    let bytes = quoted.as_bytes();
    let closing = (0..bytes.len()).find(|at| bytes[*at] == b'"' && !is_escaped(&bytes[..*at]))?;
    Some((&quoted[..closing], &quoted[closing + 1..]))
}

/// Reads an address as proxies write it: bare, in brackets, with a port or with a zone. Returns
/// `None` for names (`unknown`, `_hidden`).
pub(super) fn node(text: &str) -> Option<IpAddr> {
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

/// Reads an IPv6 address. Its zone is dropped: it only names the proxy's network interface.
fn ipv6(text: &str) -> Option<IpAddr> {
    let address = match text.split_once('%') {
        Some((address, zone)) if !zone.is_empty() => address,
        Some(_) => return None,
        None => text,
    };
    address.parse::<Ipv6Addr>().ok().map(IpAddr::V6)
}

/// Returns whether the text is a port number or an obfuscated port (RFC 7239, section 6.2).
fn is_port(text: &str) -> bool {
    let sound = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
    match text.strip_prefix('_') {
        Some(hidden) => !hidden.is_empty() && hidden.bytes().all(sound),
        None => text.bytes().all(|b| b.is_ascii_digit()) && text.parse::<u16>().is_ok(),
    }
}

/// Returns whether a token may hold this byte (RFC 9110, section 5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}
