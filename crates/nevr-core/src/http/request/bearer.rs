//! A token in the `Authorization` header (RFC 6750, section 2.1).

use actix_web::http::header::{AUTHORIZATION, HeaderMap};

/// What the `Authorization` header presents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bearer<'h> {
    /// No `Authorization`, or one of another scheme: a cookie may speak.
    None,
    /// One bearer token. It alone decides who asks, even if it turns out to be no session.
    Token(&'h str),
    /// Two `Authorization` headers, or the bearer scheme without one well-formed token: nobody
    /// asks, and no cookie is looked at in its place.
    Ambiguous,
}

/// Reads the bearer token of a request. The scheme's case does not matter.
pub fn bearer(headers: &HeaderMap) -> Bearer<'_> {
    let mut lines = headers.get_all(AUTHORIZATION);
    match (lines.next(), lines.next()) {
        (None, _) => Bearer::None,
        (Some(line), None) => read(line.as_bytes()),
        (Some(_), Some(_)) => Bearer::Ambiguous,
    }
}

fn read(line: &[u8]) -> Bearer<'_> {
    let line = line.trim_ascii();
    let end = line.iter().position(|b| *b == b' ' || *b == b'\t').unwrap_or(line.len());
    let (scheme, rest) = line.split_at(end);
    if !scheme.eq_ignore_ascii_case(b"bearer") {
        return Bearer::None;
    }
    let token = rest.trim_ascii();
    match std::str::from_utf8(token) {
        Ok(text) if is_token68(token) => Bearer::Token(text),
        _ => Bearer::Ambiguous,
    }
}

/// RFC 9110, section 11.2: the only form that a bearer token has.
fn is_token68(token: &[u8]) -> bool {
    let padding = token.iter().rev().take_while(|b| **b == b'=').count();
    let body = &token[..token.len() - padding];
    let sound = |b: &u8| b.is_ascii_alphanumeric() || b"-._~+/".contains(b);
    !body.is_empty() && body.iter().all(sound)
}
