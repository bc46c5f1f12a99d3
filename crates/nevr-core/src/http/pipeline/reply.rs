//! The headers of every answer.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderName, HeaderValue},
    },
};

use crate::{
    http::{ctx::Ctx, endpoint::Endpoint, request::X_REQUEST_ID},
    rate_limit::headers,
};

/// How long browsers may reuse the answer to a preflight, in seconds.
const PREFLIGHT_AGE: &str = "600";

const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");
const REFERRER: HeaderValue = HeaderValue::from_static("strict-origin-when-cross-origin");

/// Adds the headers to an answer: those that the handler added, and those that every answer has.
pub(crate) fn complete(
    ctx: &Ctx,
    request: &HttpRequest,
    endpoint: Option<&Endpoint>,
    response: &mut HttpResponse,
) {
    let headers = response.headers_mut();
    for (name, value) in ctx.take_reply() {
        if is_list(&name) {
            headers.append(name, value);
        } else {
            headers.insert(name, value);
        }
    }
    headers.insert(X_REQUEST_ID, ctx.request_id().to_header());
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, NOSNIFF);
    headers.insert(header::REFERRER_POLICY, REFERRER);
    if endpoint.is_none_or(|endpoint| endpoint.private) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Some(policy) = endpoint.and_then(|endpoint| endpoint.policy.as_ref()) {
        headers.insert(headers::RATE_LIMIT_POLICY, policy.clone());
    }
    cors(ctx, request, response);
}

/// Returns whether an answer may have several lines of a header. Any other header that the handler
/// added, such as `Retry-After`, replaces the one that is there: two of them would mean nothing.
fn is_list(name: &HeaderName) -> bool {
    [header::SET_COOKIE, header::VARY, header::LINK, headers::RATE_LIMIT].contains(name)
}

/// Lets pages of trusted origins read the answer. `Vary` is set for all origins: the headers depend
/// on `Origin` whether or not it is trusted, and caches must know.
fn cors(ctx: &Ctx, request: &HttpRequest, response: &mut HttpResponse) {
    let peer = request.peer_addr().map(|address| address.ip());
    let allowed = ctx.app().origins().allows_cors(request.headers(), peer);
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = allowed {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, ctx.app().cors().exposed.clone());
    }
}

/// Returns whether the request is a preflight: a browser asks whether it may send another request.
pub(crate) fn is_preflight(request: &HttpRequest) -> bool {
    request.headers().contains_key(header::ORIGIN)
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// Answers OPTIONS with the methods of the path (RFC 9110, section 9.3.7).
pub(crate) fn options(methods: &str) -> HttpResponse {
    let mut response = HttpResponse::new(StatusCode::NO_CONTENT);
    if let Ok(methods) = HeaderValue::from_str(methods) {
        response.headers_mut().insert(header::ALLOW, methods);
    }
    response
}

/// Answers a preflight. No limit counts it and no check refuses it, because it changes nothing.
pub(crate) fn preflight(ctx: &Ctx, methods: &str) -> HttpResponse {
    let methods = HeaderValue::from_str(methods).unwrap_or(HeaderValue::from_static(""));
    let mut response = HttpResponse::new(StatusCode::NO_CONTENT);
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, ctx.app().cors().allowed.clone());
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(PREFLIGHT_AGE));
    response
}
