//! Which requests may change something.

use actix_web::http::{
    Method,
    header::{HeaderMap, HeaderValue, UPGRADE},
};

/// Returns whether a request of this method may change something: the method is not *safe*
/// (RFC 9110, section 9.2.1).
pub(crate) fn changes_state(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE)
}

/// Returns whether the request asks for another protocol on its connection (RFC 9110, section 7.8).
///
/// A page of any site can open a WebSocket. Its handshake is a GET with the visitor's cookies, no
/// CORS rule keeps the page from reading what comes, and what it sends later passes no check at all.
/// `h2c` is only another version of HTTP, which clients offer with ordinary requests.
pub(super) fn is_upgrade(headers: &HeaderMap) -> bool {
    let protocols = headers.get_all(UPGRADE).map(HeaderValue::as_bytes);
    let mut protocols = protocols.flat_map(|line| line.split(|byte| *byte == b','));
    protocols.any(|name| {
        !matches!(name.trim_ascii(), b"") && !name.trim_ascii().eq_ignore_ascii_case(b"h2c")
    })
}
