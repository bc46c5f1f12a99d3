//! The origin check: which pages may make a browser send requests that change something.

use std::net::IpAddr;

use actix_web::http::{
    Method,
    header::{HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN},
};
use nevr_config::Origin;

use super::{
    credential::CredentialSource,
    method::{changes_state, is_upgrade},
};
use crate::{
    client::fold_mapped,
    wire::{Code, codes},
};

/// The header in which browsers tell how the page that made them send a request relates to the server.
pub(crate) const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The origins whose pages may use this server: its own, and those that the config trusts.
///
/// The check defends against cross-site request forgery (CWE-352): a browser adds the session
/// cookie to a request even if a page of another site made it send the request, and `Origin` or
/// `Sec-Fetch-Site` tell which site that was. The pipeline checks every request to an endpoint; a
/// handler never has to.
///
/// ```
/// use actix_web::http::{
///     Method,
///     header::{HeaderMap, HeaderValue, ORIGIN},
/// };
/// use nevr_core::http::{OriginPolicy, OriginRefusal, CredentialSource};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let policy =
///     OriginPolicy { base_url: Some("https://shop.example".parse()?), ..OriginPolicy::default() };
/// let check = |headers: &HeaderMap, source| policy.check(&Method::POST, headers, None, source);
///
/// let mut headers = HeaderMap::new();
/// headers.insert(ORIGIN, HeaderValue::from_static("https://evil.example"));
/// assert_eq!(check(&headers, CredentialSource::None), Err(OriginRefusal::Invalid));
///
/// headers.insert(ORIGIN, HeaderValue::from_static("https://shop.example"));
/// assert_eq!(check(&headers, CredentialSource::Cookie), Ok(()));
///
/// // Without `Origin` and `Sec-Fetch-Site` no browser sent the request.
/// headers.clear();
/// assert_eq!(check(&headers, CredentialSource::Bearer), Ok(()));
/// assert_eq!(check(&headers, CredentialSource::Cookie), Err(OriginRefusal::Missing));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct OriginPolicy {
    /// The public origin of this server, from `server.baseURL`. Without it, only a loopback `Host`
    /// counts as the server's own.
    pub base_url: Option<Origin>,
    /// Other origins whose pages may use this server, from `server.trustedOrigins`.
    pub trusted: Vec<Origin>,
    /// Whether loopback origins are trusted too, if the peer and the `Host` are this machine.
    /// `nevr dev` sets it.
    pub dev: bool,
}

/// The reason why the origin check refused a request. Both are answered with status 403.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OriginRefusal {
    /// A page of an origin that is not trusted made the browser send the request.
    #[error("The request comes from an origin that is not trusted")]
    Invalid,
    /// The request carries a session cookie, and no header tells which page it comes from.
    #[error(
        "A request with a session cookie needs the header `Origin`: send it, or send the token as `Authorization: Bearer` instead of the cookie"
    )]
    Missing,
}

impl OriginRefusal {
    /// Returns the code of the answer: `INVALID_ORIGIN` or `MISSING_ORIGIN`.
    pub fn code(self) -> &'static str {
        Code::from(self).code
    }
}

impl From<OriginRefusal> for Code {
    fn from(refusal: OriginRefusal) -> Self {
        match refusal {
            OriginRefusal::Invalid => codes::INVALID_ORIGIN,
            OriginRefusal::Missing => codes::MISSING_ORIGIN,
        }
    }
}

impl OriginPolicy {
    /// Checks whether a request may change something. Methods that change nothing are always
    /// accepted, unless they ask for another protocol: a WebSocket, once open, is checked no more.
    ///
    /// `Origin` decides alone if it is there. Without it, `Sec-Fetch-Site` must be `same-origin`;
    /// the value `none` is refused like all others, because no user can type a POST into the
    /// address bar. Without both headers no browser sent the request, and it is accepted unless it
    /// carries a cookie.
    ///
    /// `peer` is the address of the socket's other end, and only matters for [`dev`](Self::dev).
    pub fn check(
        &self,
        method: &Method,
        headers: &HeaderMap,
        peer: Option<IpAddr>,
        source: CredentialSource,
    ) -> Result<(), OriginRefusal> {
        if changes_state(method) || is_upgrade(headers) {
            self.check_page(headers, peer, source)
        } else {
            Ok(())
        }
    }

    /// Checks which page made the browser send a request, whatever its method is; see
    /// [`check`](Self::check).
    pub fn check_page(
        &self,
        headers: &HeaderMap,
        peer: Option<IpAddr>,
        source: CredentialSource,
    ) -> Result<(), OriginRefusal> {
        let accepted = match (one(headers, &ORIGIN), one(headers, &SEC_FETCH_SITE)) {
            (Line::One(origin), _) => self.accepts(origin, headers, peer),
            (Line::None, Line::One(site)) => {
                site.as_bytes() == b"same-origin" && self.may_be_our_host(headers)
            }
            (Line::None, Line::None) if source == CredentialSource::Cookie => {
                return Err(OriginRefusal::Missing);
            }
            (Line::None, Line::None) => true,
            (Line::Many, _) | (Line::None, Line::Many) => false,
        };
        if accepted { Ok(()) } else { Err(OriginRefusal::Invalid) }
    }

    /// Returns the value of `Access-Control-Allow-Origin`, if a page of the request's origin may
    /// read the answer: the origin is in [`trusted`](Self::trusted), or [`dev`](Self::dev) trusts
    /// it.
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

    /// Returns whether `Sec-Fetch-Site: same-origin` can be believed. Without a `base_url`, every
    /// name that resolves to this server would be the same origin, and a page of `evil.test` whose
    /// name was rebound to 127.0.0.1 must not be (DNS rebinding, CWE-350).
    fn may_be_our_host(&self, headers: &HeaderMap) -> bool {
        self.base_url.is_some() || loopback_host(headers).is_some()
    }
}

fn is_on_this_machine(headers: &HeaderMap, peer: Option<IpAddr>) -> bool {
    peer.is_some_and(|peer| fold_mapped(peer).is_loopback()) && loopback_host(headers).is_some()
}

/// Returns the http origin of the request's `Host`, if that is a loopback name or address.
fn loopback_host(headers: &HeaderMap) -> Option<Origin> {
    let Line::One(host) = one(headers, &HOST) else { return None };
    Origin::of_host(host.to_str().ok()?).ok().filter(Origin::is_loopback)
}

fn parse(line: &HeaderValue) -> Option<Origin> {
    line.to_str().ok()?.parse().ok()
}

/// The lines of a header that should occur once.
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
