//! The id of a request, in log lines and in the answer.

use std::{fmt, net::IpAddr, str::FromStr};

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use nevr_schema::env::Env;

use super::trusted_proxies::TrustedProxies;

/// The header `X-Request-Id`, in which a trusted proxy may send the id and the answer repeats it.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request: a text that matches `[A-Za-z0-9._-]{1,64}`, so that it can't break a log
/// line or a header (CWE-117, CWE-113).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RequestId(String);

/// The error of a text that is not a [`RequestId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a request id is 1 to 64 letters, digits, dots, dashes and underscores")]
pub struct InvalidRequestId;

impl RequestId {
    /// Returns the id that a trusted proxy sent with the request, or else a new one (a UUID of
    /// version 7). Two ids, or one of another form, count as missing.
    pub fn of(
        peer: Option<IpAddr>,
        headers: &HeaderMap,
        proxies: &TrustedProxies,
        env: &Env,
    ) -> Self {
        let trusted = peer.is_some_and(|peer| proxies.trusts(peer));
        let sent = if trusted { sent(headers) } else { None };
        sent.unwrap_or_else(|| Self::generate(env))
    }

    /// Makes a new id.
    pub fn generate(env: &Env) -> Self {
        Self(env.uuid().to_string())
    }

    /// Returns the id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the value of the answer's header.
    pub fn to_header(&self) -> HeaderValue {
        // The fallback is never used: a header may hold every character of an id.
        HeaderValue::from_str(&self.0).unwrap_or_else(|_| HeaderValue::from_static("unknown"))
    }
}

fn sent(headers: &HeaderMap) -> Option<RequestId> {
    let mut lines = headers.get_all(X_REQUEST_ID);
    match (lines.next(), lines.next()) {
        (Some(line), None) => line.to_str().ok()?.parse().ok(),
        _ => None,
    }
}

impl FromStr for RequestId {
    type Err = InvalidRequestId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let sound = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
        if (1..=64).contains(&text.len()) && text.bytes().all(sound) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidRequestId)
        }
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
