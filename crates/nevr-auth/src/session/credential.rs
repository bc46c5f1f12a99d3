//! The session token that a request presents.

use actix_web::http::header::HeaderMap;
use nevr_core::http::{Bearer, CredentialSource, bearer, cookie::Found};

use super::cookie::SessionCookie;
use crate::{secret::SecretRing, token::PresentedToken};

/// How a token came, which is also how its successor is sent back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// In the session cookie.
    Cookie,
    /// As `Authorization: Bearer`.
    Bearer,
}

/// A token that a request presented, and how it came.
///
/// Its tag is right, so this server issued it. Whether its session still exists, only the database
/// knows: [`Sessions::find`](super::Sessions::find) looks it up.
#[derive(Debug)]
pub struct SessionCredential {
    /// How the token came.
    pub transport: Transport,
    /// The token.
    pub token: PresentedToken,
    /// Whether it came in a cookie with the name of before the config changed.
    pub(super) is_renamed: bool,
}

/// Reads the session token from the headers. A request with a bearer token is judged by it alone, and
/// its cookie is ignored even if the bearer token is invalid: a request has one identity.
pub(super) fn read(
    ring: &SecretRing,
    cookie: &SessionCookie,
    headers: &HeaderMap,
) -> (CredentialSource, Option<SessionCredential>) {
    let (transport, text, is_renamed) = match bearer(headers) {
        Bearer::Token(text) => (Transport::Bearer, Some(text), false),
        Bearer::Ambiguous => (Transport::Bearer, None, false),
        Bearer::None => {
            let found = cookie.find(headers);
            let text = match found.value {
                Found::One(text) => Some(text),
                Found::Ambiguous => None,
                Found::None => return (CredentialSource::None, None),
            };
            (Transport::Cookie, text, found.is_renamed)
        }
    };
    let source = match transport {
        Transport::Bearer => CredentialSource::Bearer,
        Transport::Cookie => CredentialSource::Cookie,
    };
    let token = text.and_then(|text| PresentedToken::read(ring, text).ok());
    (source, token.map(|token| SessionCredential { transport, token, is_renamed }))
}
