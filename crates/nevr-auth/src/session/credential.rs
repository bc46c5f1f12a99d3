//! What a request presents as its session.

use actix_web::http::header::HeaderMap;
use nevr_core::http::{Bearer, Presents, bearer, cookie};

use crate::{secret::SecretRing, token::PresentedToken};

/// How a token came, and so how its successor is given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// In the session cookie.
    Cookie,
    /// As `Authorization: Bearer`.
    Bearer,
}

/// A well-made token, and how it came. Whether there is such a session is another question.
#[derive(Debug)]
pub struct SessionCredential {
    /// How it came.
    pub transport: Transport,
    /// The token.
    pub token: PresentedToken,
}

/// Reads what the headers present. With a bearer token the cookie does not count, however bad the
/// bearer token is: one request, one identity.
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
