//! Cookies, read by bytes and written with everything that protects them.
//!
//! Nothing is decoded: a name that only becomes ours by decoding (`__%48ost-…`, a Unicode space
//! before it) was set by somebody who may not set ours.

use std::time::Duration;

use actix_web::http::header::{COOKIE, HeaderMap, HeaderValue};

/// What a request says about a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found<'h> {
    /// The value of the one cookie of this name.
    One(&'h str),
    /// There is no such cookie, or its value is not one (RFC 6265, `cookie-octet`).
    None,
    /// There are two or more of this name: one of them was planted, and nobody can say which.
    Ambiguous,
}

/// Looks for a cookie in all `Cookie` headers of a request. Other cookies, however malformed, make
/// no difference.
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

/// Space and tab only: what other software calls white space may be part of another name.
fn trim(mut pair: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = pair {
        pair = rest;
    }
    pair
}

fn text(value: &[u8]) -> Option<&str> {
    if value.iter().copied().all(is_octet) { std::str::from_utf8(value).ok() } else { None }
}

/// RFC 6265, section 4.1.1: visible ASCII but for the quote, comma, semicolon and backslash.
fn is_octet(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"\",;\\".contains(&byte)
}

/// A cookie to set: always `HttpOnly`, `SameSite=Lax` and for the whole site.
#[derive(Clone, PartialEq, Eq)]
pub struct SetCookie<'a> {
    /// The name.
    pub name: &'a str,
    /// The value.
    pub value: &'a str,
    /// How long browsers keep it, in whole seconds, rounded down; None for as long as they run.
    pub max_age: Option<Duration>,
    /// Whether it travels over https alone.
    pub secure: bool,
}

/// Why a cookie can't be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCookie {
    /// The name is not a token (RFC 9110).
    #[error("the name of a cookie is letters, digits and !#$%&'*+-.^_`|~")]
    Name,
    /// Browsers refuse `__Host-` and `__Secure-` cookies that are not `Secure`.
    #[error("a cookie named `__Host-…` or `__Secure-…` needs https")]
    Prefix,
    /// The value holds something other than visible ASCII, or a quote, comma, semicolon, backslash.
    #[error("the value of a cookie is visible ASCII without quotes, commas and semicolons")]
    Value,
    /// Browsers drop a cookie whose name and value are over 4096 bytes together.
    #[error("a cookie's name and value have at most 4096 bytes together")]
    TooLong,
}

impl<'a> SetCookie<'a> {
    /// The same cookie, to be forgotten at once. Browsers find it by its attributes, so that these
    /// stay.
    #[must_use]
    pub fn cleared(&self) -> SetCookie<'a> {
        Self { value: "", max_age: Some(Duration::ZERO), ..*self }
    }

    /// The value for `Set-Cookie`.
    pub fn to_header(&self) -> Result<HeaderValue, InvalidCookie> {
        self.check()?;
        let mut text = format!("{}={}; Path=/; HttpOnly; SameSite=Lax", self.name, self.value);
        if let Some(age) = self.max_age {
            text.push_str("; Max-Age=");
            text.push_str(&age.as_secs().to_string());
        }
        if self.secure {
            text.push_str("; Secure");
        }
        HeaderValue::from_maybe_shared(text).map_err(|_| InvalidCookie::Value)
    }

    fn check(&self) -> Result<(), InvalidCookie> {
        let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
        if self.name.is_empty() || !self.name.bytes().all(token) {
            return Err(InvalidCookie::Name);
        }
        let prefixed = ["__host-", "__secure-"].iter().any(|prefix| {
            self.name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
        });
        if prefixed && !self.secure {
            return Err(InvalidCookie::Prefix);
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

/// Without the value, which may be a session's token.
impl std::fmt::Debug for SetCookie<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SetCookie").field("name", &self.name).finish_non_exhaustive()
    }
}
