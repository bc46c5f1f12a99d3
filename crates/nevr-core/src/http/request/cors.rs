//! Which headers pages of trusted origins may send and read.

use actix_web::http::header::HeaderValue;
use nevr_config::HeaderField;

/// The headers that a page may send (Fetch, 3.2.3). The last three carry traces (W3C Trace Context
/// and Baggage): tracing libraries add them to every request of a page.
const ALLOWED: [&str; 6] =
    ["Content-Type", "Authorization", "X-Request-Id", "traceparent", "tracestate", "baggage"];
/// The headers that a page may read.
const EXPOSED: [&str; 5] =
    ["Retry-After", "RateLimit", "RateLimit-Policy", "X-Request-Id", "X-Nevr-Token"];

/// The values of two headers of CORS, written once at the start.
pub(crate) struct CorsHeaders {
    /// `Access-Control-Allow-Headers`.
    pub(crate) allowed: HeaderValue,
    /// `Access-Control-Expose-Headers`.
    pub(crate) exposed: HeaderValue,
}

impl CorsHeaders {
    /// Adds the headers of the config to those that every app allows and exposes.
    pub(crate) fn new(allowed: &[HeaderField], exposed: &[HeaderField]) -> Self {
        Self { allowed: list(&ALLOWED, allowed), exposed: list(&EXPOSED, exposed) }
    }
}

fn list(own: &[&str], added: &[HeaderField]) -> HeaderValue {
    let mut names: Vec<&str> = own.to_vec();
    for name in added.iter().map(HeaderField::as_str) {
        if !names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            names.push(name);
        }
    }
    // Names of headers are ASCII without spaces, so their list is the value of a header.
    HeaderValue::from_str(&names.join(", ")).unwrap_or(HeaderValue::from_static(""))
}
