//! Which pages may send requests that change something.

use std::net::IpAddr;

use actix_web::http::{
    Method,
    header::{HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN},
};
use nevr_config::Origin;

use super::credential::Presents;
use crate::client::fold_mapped;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The origins that this server answers to.
#[derive(Clone, Debug, Default)]
pub struct OriginPolicy {
    /// The public address of this server; without it only a loopback `Host` is our own.
    pub base_url: Option<Origin>,
    /// Other origins whose pages may use this server.
    pub trusted: Vec<Origin>,
    /// Whether pages from this machine are trusted too, for a peer and a `Host` on this machine.
    pub dev: bool,
}

/// Why a request is not let through. Both are 403.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OriginRefusal {
    /// The request comes from a page of an origin that is not trusted.
    #[error("The request comes from an origin that is not trusted")]
    Invalid,
    /// The request relies on a cookie and does not say where it comes from.
    #[error(
        "A request with a session cookie has to say where it comes from: send `Origin`, or send the token as `Authorization: Bearer` instead of the cookie"
    )]
    Missing,
}

impl OriginRefusal {
    /// The code on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::Invalid => "INVALID_ORIGIN",
            Self::Missing => "MISSING_ORIGIN",
        }
    }
}

impl OriginPolicy {
    /// Decides whether a request may change something. Methods that change nothing pass.
    ///
    /// `Origin`, if present, decides alone. Without it `Sec-Fetch-Site` has to be `same-origin`;
    /// `none` is refused like all the others, as nobody types a POST into the address bar. Without
    /// both no browser sent the request, and it passes unless it relies on a cookie.
    pub fn check(
        &self,
        method: &Method,
        headers: &HeaderMap,
        peer: Option<IpAddr>,
        presents: Presents,
    ) -> Result<(), OriginRefusal> {
        if is_safe(method) {
            return Ok(());
        }
        let accepted = match (one(headers, &ORIGIN), one(headers, &SEC_FETCH_SITE)) {
            (Line::One(origin), _) => self.accepts(origin, headers, peer),
            (Line::None, Line::One(site)) => {
                site.as_bytes() == b"same-origin" && self.may_be_our_host(headers)
            }
            (Line::None, Line::None) if presents == Presents::Cookie => {
                return Err(OriginRefusal::Missing);
            }
            (Line::None, Line::None) => true,
            (Line::Many, _) | (Line::None, Line::Many) => false,
        };
        if accepted { Ok(()) } else { Err(OriginRefusal::Invalid) }
    }

    /// The value of `Access-Control-Allow-Origin`, if the page that asks may read the answer: its
    /// origin is in [`trusted`](Self::trusted), or `dev` trusts it.
    pub fn allows_cors(&self, headers: &HeaderMap, peer: Option<IpAddr>) -> Option<HeaderValue> {
        let Line::One(line) = one(headers, &ORIGIN) else { return None };
        let origin = parse(line)?;
        if !self.trusts(&origin, headers, peer) {
            return None;
        }
        HeaderValue::from_str(origin.as_str()).ok()
    }

    fn accepts(&self, line: &HeaderValue, headers: &HeaderMap, peer: Option<IpAddr>) -> bool {
        let Some(origin) = parse(line) else { return false };
        self.is_same_origin(&origin, headers) || self.trusts(&origin, headers, peer)
    }

    fn is_same_origin(&self, origin: &Origin, headers: &HeaderMap) -> bool {
        match &self.base_url {
            Some(own) => own == origin,
            None => loopback_host(headers).is_some_and(|own| own == *origin),
        }
    }

    fn trusts(&self, origin: &Origin, headers: &HeaderMap, peer: Option<IpAddr>) -> bool {
        self.trusted.contains(origin)
            || (self.dev && origin.is_loopback() && is_on_this_machine(headers, peer))
    }

    /// Without a `base_url` every name that leads here would be "the same origin": a page of
    /// `evil.test` whose name was rebound to 127.0.0.1 must not be.
    fn may_be_our_host(&self, headers: &HeaderMap) -> bool {
        self.base_url.is_some() || loopback_host(headers).is_some()
    }
}

/// RFC 9110, section 9.2.1.
fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE)
}

fn is_on_this_machine(headers: &HeaderMap, peer: Option<IpAddr>) -> bool {
    peer.is_some_and(|peer| fold_mapped(peer).is_loopback()) && loopback_host(headers).is_some()
}

/// The http origin of the request's `Host`, if that is this machine.
fn loopback_host(headers: &HeaderMap) -> Option<Origin> {
    let Line::One(host) = one(headers, &HOST) else { return None };
    Origin::of_host(host.to_str().ok()?).ok().filter(Origin::is_loopback)
}

fn parse(line: &HeaderValue) -> Option<Origin> {
    line.to_str().ok()?.parse().ok()
}

enum Line<'h> {
    None,
    One(&'h HeaderValue),
    Many,
}

fn one<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Line<'h> {
    let mut lines = headers.get_all(name);
    match (lines.next(), lines.next()) {
        (None, _) => Line::None,
        (Some(line), None) => Line::One(line),
        (Some(_), Some(_)) => Line::Many,
    }
}
