//! A token in the `Authorization` header (RFC 6750, section 2.1).

use actix_web::http::header::{AUTHORIZATION, HeaderMap};

/// The bearer token of a request, as [`bearer`] read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bearer<'h> {
    /// There is no `Authorization` header, or it has another scheme. A cookie may identify the
    /// user.
    None,
    /// There is one bearer token. It alone identifies the user, even if its session has ended.
    Token(&'h str),
    /// There are two `Authorization` headers, or one with the bearer scheme and no well-formed
    /// token. The request identifies no user, and its cookies must be ignored too.
    Ambiguous,
}

/// Reads the bearer token from the headers. The scheme's name is compared without case.
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

/// Returns whether the text has the form of a bearer token (`token68` in RFC 9110, section 11.2).
fn is_token68(token: &[u8]) -> bool {
    let padding = token.iter().rev().take_while(|b| **b == b'=').count();
    let body = &token[..token.len() - padding];
    let sound = |b: &u8| b.is_ascii_alphanumeric() || b"-._~+/".contains(b);
    !body.is_empty() && body.iter().all(sound)
}
