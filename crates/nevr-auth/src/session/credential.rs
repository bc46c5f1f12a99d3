//! The session token that a request presents.

use actix_web::http::header::HeaderMap;
use nevr_core::http::{Bearer, Presents, bearer, cookie};

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
) -> (Presents, Option<SessionCredential>) {
    let (how, transport, text) = match bearer(headers) {
        Bearer::Token(text) => (Presents::Bearer, Transport::Bearer, Some(text)),
        Bearer::Ambiguous => (Presents::Bearer, Transport::Bearer, None),
        Bearer::None => match cookie::find(headers, cookie_name) {
            cookie::Found::One(text) => (Presents::Cookie, Transport::Cookie, Some(text)),
            cookie::Found::Ambiguous => (Presents::Cookie, Transport::Cookie, None),
            cookie::Found::None => return (Presents::Nothing, None),
        },
    };
    let token = text.and_then(|text| PresentedToken::read(ring, text).ok());
    (how, token.map(|token| SessionCredential { transport, token }))
}
