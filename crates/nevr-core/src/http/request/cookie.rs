//! Cookies: read byte by byte, and written with every attribute that protects them.
//!
//! Names and values are never decoded. A name that equals ours only after decoding (`__%48ost-…`,
//! or one with a Unicode space before it) was set by a page that may not set ours: browsers enforce
//! the prefix `__Host-` on the bytes.

use std::time::Duration;

use actix_web::http::header::{COOKIE, HeaderMap, HeaderValue};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The cookie of one name in a request, as [`find`] read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found<'h> {
    /// The value of the one cookie of this name.
    One(&'h str),
    /// There is no such cookie, or its value has characters that no cookie may have (`cookie-octet`
    /// in RFC 6265).
    None,
    /// There are two or more cookies of this name. An attacker planted one of them, and the server
    /// can't tell which.
    Ambiguous,
}

/// Finds the cookie of a name in all `Cookie` headers of a request. Malformed cookies of other
/// names are skipped.
///
/// ```
/// use actix_web::http::header::{COOKIE, HeaderMap, HeaderValue};
/// use nevr_core::http::cookie::{self, Found};
///
/// let mut headers = HeaderMap::new();
/// headers.insert(COOKIE, HeaderValue::from_static("theme=dark; session=abc"));
/// assert_eq!(cookie::find(&headers, "session"), Found::One("abc"));
///
/// headers.append(COOKIE, HeaderValue::from_static("session=planted"));
/// assert_eq!(cookie::find(&headers, "session"), Found::Ambiguous);
/// ```
pub fn find<'h>(headers: &'h HeaderMap, name: &str) -> Found<'h> {
    let lines = headers.get_all(COOKIE).map(HeaderValue::as_bytes);
    let pairs = lines.flat_map(|line| line.split(|byte| *byte == b';')).map(trim);
    let mut values = pairs.filter_map(|pair| value_of(pair, name.as_bytes()));
    match (values.next(), values.next()) {
        (None, _) => Found::None,
        (Some(value), None) => text(value).map_or(Found::None, Found::One),
        (Some(_), Some(_)) => Found::Ambiguous,
    }
}

fn value_of<'h>(pair: &'h [u8], name: &[u8]) -> Option<&'h [u8]> {
    pair.strip_prefix(name)?.strip_prefix(b"=")
}

/// Trims spaces and tabs only. Other kinds of white space are part of the name, which is then not
/// ours.
fn trim(mut pair: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = pair {
        pair = rest;
    }
    pair
}

fn text(value: &[u8]) -> Option<&str> {
    if value.iter().copied().all(is_octet) { std::str::from_utf8(value).ok() } else { None }
}

/// Returns whether a cookie's value may hold this byte: visible ASCII except the quote, comma,
/// semicolon and backslash (RFC 6265, section 4.1.1).
fn is_octet(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"\",;\\".contains(&byte)
}

/// Which requests browsers send a cookie with, by the site of the page that made them
/// (RFC 6265bis, section 4.1.2.7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub enum SameSite {
    /// Requests of pages on the same site, and links from other sites.
    #[default]
    Lax,
    /// Requests of pages on the same site alone.
    Strict,
    /// Requests of every page. Browsers take such a cookie over https only.
    None,
}

impl SameSite {
    /// Returns the value of the attribute `SameSite`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lax => "Lax",
            Self::Strict => "Strict",
            Self::None => "None",
        }
    }
}

/// A cookie for an answer to set. It is always `HttpOnly` and for every path.
///
/// [`Ctx::reply_cookie`](crate::http::Ctx::reply_cookie) adds it to the answer.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SetCookie<'a> {
    /// The name.
    pub name: &'a str,
    /// The value.
    pub value: &'a str,
    /// How long browsers keep the cookie, in whole seconds, rounded down. `None` keeps it until the
    /// browser is closed.
    pub max_age: Option<Duration>,
    /// Whether browsers send the cookie over https only.
    pub secure: bool,
    /// Which pages' requests browsers send the cookie with.
    pub same_site: SameSite,
    /// The domain whose hosts all get the cookie; `None` for the host of the answer alone.
    pub domain: Option<&'a str>,
    /// Whether browsers keep a cookie for each site that embeds the page (CHIPS).
    pub partitioned: bool,
}

/// The reason why a cookie can't be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCookie {
    /// The name is not a token (RFC 9110).
    #[error("a cookie's name has letters, digits and !#$%&'*+-.^_`|~ only")]
    Name,
    /// The name begins with `__Host-` or `__Secure-` and the cookie is not `Secure`. Browsers
    /// refuse such a cookie.
    #[error("a cookie named `__Host-…` or `__Secure-…` needs https")]
    Prefix,
    /// The name begins with `__Host-` and the cookie has a domain. Browsers refuse such a cookie.
    #[error("a cookie named `__Host-…` is for one host and has no domain")]
    HostPrefix,
    /// The cookie is `SameSite=None` or `Partitioned`, and not `Secure`. Browsers refuse such a
    /// cookie.
    #[error("a cookie with `SameSite=None` or `Partitioned` needs https")]
    NotSecure,
    /// The domain is not one.
    #[error("a cookie's domain has letters, digits, dots and hyphens only")]
    Domain,
    /// The value has characters other than visible ASCII, or a quote, comma, semicolon or
    /// backslash.
    #[error("a cookie's value is visible ASCII without quotes, commas, semicolons and backslashes")]
    Value,
    /// The name and the value have more than 4096 bytes together. Browsers drop such a cookie.
    #[error("a cookie's name and value have more than 4096 bytes together")]
    TooLong,
}

impl<'a> SetCookie<'a> {
    /// Returns the cookie that makes browsers delete this one. Its attributes are the same, because
    /// browsers find the cookie to delete by them.
    #[must_use]
    pub fn cleared(&self) -> SetCookie<'a> {
        Self { value: "", max_age: Some(Duration::ZERO), ..*self }
    }

    /// Returns the value of the header `Set-Cookie`.
    ///
    /// # Errors
    ///
    /// When browsers would refuse the cookie; see [`InvalidCookie`].
    pub fn to_header(&self) -> Result<HeaderValue, InvalidCookie> {
        self.check()?;
        let Self { name, value, same_site, .. } = self;
        let mut text = format!("{name}={value}; Path=/; HttpOnly; SameSite={}", same_site.as_str());
        if let Some(age) = self.max_age {
            text.push_str("; Max-Age=");
            text.push_str(&age.as_secs().to_string());
        }
        if self.secure {
            text.push_str("; Secure");
        }
        if let Some(domain) = self.domain {
            text.push_str("; Domain=");
            text.push_str(domain);
        }
        if self.partitioned {
            text.push_str("; Partitioned");
        }
        HeaderValue::from_maybe_shared(text).map_err(|_| InvalidCookie::Value)
    }

    fn check(&self) -> Result<(), InvalidCookie> {
        let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
        if self.name.is_empty() || !self.name.bytes().all(token) {
            return Err(InvalidCookie::Name);
        }
        let begins = |prefix: &str| {
            self.name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
        };
        if (begins("__host-") || begins("__secure-")) && !self.secure {
            return Err(InvalidCookie::Prefix);
        }
        if begins("__host-") && self.domain.is_some() {
            return Err(InvalidCookie::HostPrefix);
        }
        if (self.same_site == SameSite::None || self.partitioned) && !self.secure {
            return Err(InvalidCookie::NotSecure);
        }
        let in_domain = |b: u8| b.is_ascii_alphanumeric() || b".-".contains(&b);
        if self.domain.is_some_and(|domain| domain.is_empty() || !domain.bytes().all(in_domain)) {
            return Err(InvalidCookie::Domain);
        }
        if !self.value.bytes().all(is_octet) {
            return Err(InvalidCookie::Value);
        }
        if self.name.len() + self.value.len() > 4096 {
            return Err(InvalidCookie::TooLong);
        }
        Ok(())
    }
}

/// Leaves the value out, which may be a session's token.
impl std::fmt::Debug for SetCookie<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SetCookie").field("name", &self.name).finish_non_exhaustive()
    }
}
