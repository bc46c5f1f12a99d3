//! What the pipeline reads from the head of a request, before anything else.

use std::net::IpAddr;

use actix_web::{
    HttpRequest,
    http::header::{self, HeaderMap, HeaderName, HeaderValue},
};
use nevr_config::Origin;

use crate::{
    client::ClientAddress,
    http::{
        app_handle::{AppHandle, Warning},
        ctx::{Ctx, RequestHead},
        error::HttpError,
        request::{OriginRefusal, PresentedCredential, RequestId, SEC_FETCH_SITE},
    },
};

const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
/// The longest user agent that is kept, in characters.
const USER_AGENT_LENGTH: usize = 512;
/// The longest origin that is logged, in characters.
const ORIGIN_LENGTH: usize = 200;

/// Reads the head of a request. It costs no input or output.
pub(crate) fn context(app: &AppHandle, request: &HttpRequest) -> Ctx {
    let peer = peer(request);
    let resolved = app.proxies().resolve(peer, request.headers());
    if resolved.ignored_header {
        app.warn_once(
            Warning::IgnoredHeader,
            "a forwarded header came from a peer that is not in `server.trustedProxies`, and was ignored",
        );
    }
    if resolved.address == ClientAddress::Unknown {
        app.warn_once(
            Warning::NoAddress,
            "requests have no client address; behind a proxy, set `server.trustedProxies`",
        );
    }
    let user_agent = request.headers().get(header::USER_AGENT);
    let head = RequestHead {
        method: request.method().clone(),
        client: resolved.address,
        request_id: RequestId::of(peer, request.headers(), app.proxies(), app.env()),
        user_agent: user_agent.and_then(|value| safe_text(value, USER_AGENT_LENGTH)),
        cross_site: is_cross_site(request.headers()),
    };
    let presented = match app.authentication() {
        Some(authentication) => authentication.read_credential(request.headers()),
        None => PresentedCredential::none(),
    };
    Ctx::new(app.clone(), head, presented)
}

fn is_cross_site(headers: &HeaderMap) -> bool {
    let is = |name, value: &str| headers.get(name).is_some_and(|found| found == value);
    is(SEC_FETCH_SITE, "cross-site") && !is(SEC_FETCH_MODE, "navigate")
}

/// Returns the text of a header, safe to store and to log: without control characters, and cut.
fn safe_text(value: &HeaderValue, length: usize) -> Option<String> {
    let text = String::from_utf8_lossy(value.as_bytes());
    let is_safe = text.len() <= length && text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    let safe = if is_safe {
        text.into_owned()
    } else {
        text.chars().filter(|c| !c.is_control()).take(length).collect()
    };
    if safe.is_empty() { None } else { Some(safe) }
}

/// Refuses a request that may change something and that a page of another origin made a browser
/// send.
pub(crate) fn check_origin(ctx: &Ctx, request: &HttpRequest) -> Result<(), HttpError> {
    let (origins, headers) = (ctx.app().origins(), request.headers());
    let checked = origins.check(request.method(), headers, peer(request), ctx.credential_source());
    checked.map_err(|refusal| explain(ctx, request, refusal))
}

/// Refuses a request that a page of another origin made a browser send, whatever its method.
pub(super) fn check_page(ctx: &Ctx, request: &HttpRequest) -> Result<(), HttpError> {
    let (origins, headers) = (ctx.app().origins(), request.headers());
    let checked = origins.check_page(headers, peer(request), ctx.credential_source());
    checked.map_err(|refusal| explain(ctx, request, refusal))
}

fn peer(request: &HttpRequest) -> Option<IpAddr> {
    request.peer_addr().map(|address| address.ip())
}

/// Logs why the origin check refused a request. The answer has the code alone, which tells a person
/// who has just set up a server too little, and an attacker enough.
fn explain(ctx: &Ctx, request: &HttpRequest, refusal: OriginRefusal) -> HttpError {
    let code = refusal.code();
    let text = |name| request.headers().get(name).and_then(|value| safe_text(value, ORIGIN_LENGTH));
    let (origin, site) = (text(&header::ORIGIN), text(&SEC_FETCH_SITE));
    let (shown, site) = (origin.as_deref().unwrap_or("none"), site.as_deref().unwrap_or("none"));
    let id = ctx.request_id();
    tracing::info!(%id, code, origin = shown, site, "the origin check refused a request");
    if refusal == OriginRefusal::Invalid {
        let own = ctx.app().origins().base_url.as_ref();
        let own = own.map_or("not set, so it is a loopback `Host`", Origin::as_str);
        ctx.app().warn_once(
            Warning::RefusedOrigin,
            &format!(
                "a request from a page of another origin was refused with {code} (`Origin` is {shown}). \
                 Pages of `server.baseURL` ({own}) may call this server, and those of the origins in \
                 `server.trustedOrigins`"
            ),
        );
    }
    HttpError::new(refusal.into())
}
