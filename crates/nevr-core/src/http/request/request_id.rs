//! The name of a request in logs and answers.

use std::{fmt, net::IpAddr, str::FromStr};

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use nevr_schema::env::Env;

use super::forwarded::Proxies;

/// The header that carries the id, both ways.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// An id that matches `[A-Za-z0-9._-]{1,64}`: it can split no log line and no header.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RequestId(String);

/// The text does not match `[A-Za-z0-9._-]{1,64}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a request id is 1 to 64 letters, digits, dots, dashes and underscores")]
pub struct InvalidRequestId;

impl RequestId {
    /// The id of a request: the one that a trusted proxy sent, else a new one (a UUID of version 7). Two ids, or
    /// one that does not match, are none.
    pub fn of(peer: Option<IpAddr>, headers: &HeaderMap, proxies: &Proxies, env: &Env) -> Self {
        let trusted = peer.is_some_and(|peer| proxies.trusts(peer));
        let sent = if trusted { sent(headers) } else { None };
        sent.unwrap_or_else(|| Self::generate(env))
    }

    /// A new id.
    pub fn generate(env: &Env) -> Self {
        Self(env.uuid().to_string())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id for the answer's header.
    pub fn to_header(&self) -> HeaderValue {
        // Every character of an id is allowed in a header.
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
