//! The session token that a request presents.

use actix_web::http::header::HeaderMap;
use nevr_core::http::{Bearer, CredentialSource, bearer, cookie};

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
}

/// Reads the session token from the headers. A request with a bearer token is judged by it alone, and
/// its cookie is ignored even if the bearer token is invalid: a request has one identity.
pub(crate) fn read(
    ring: &SecretRing,
    cookie_name: &str,
    headers: &HeaderMap,
) -> (CredentialSource, Option<SessionCredential>) {
    let (source, transport, text) = match bearer(headers) {
        Bearer::Token(text) => (CredentialSource::Bearer, Transport::Bearer, Some(text)),
        Bearer::Ambiguous => (CredentialSource::Bearer, Transport::Bearer, None),
        Bearer::None => match cookie::find(headers, cookie_name) {
            cookie::Found::One(text) => (CredentialSource::Cookie, Transport::Cookie, Some(text)),
            cookie::Found::Ambiguous => (CredentialSource::Cookie, Transport::Cookie, None),
            cookie::Found::None => return (CredentialSource::None, None),
        },
    };
    let token = text.and_then(|text| PresentedToken::read(ring, text).ok());
    (source, token.map(|token| SessionCredential { transport, token }))
}
