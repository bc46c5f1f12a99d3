//! What the pipeline reads from the head of a request, before anything else.

use actix_web::{HttpRequest, http::header};

use crate::{
    client::ClientAddress,
    http::{
        app_handle::{AppHandle, Warning},
        ctx::{Ctx, RequestHead},
        error::HttpError,
        request::{PresentedCredential, RequestId},
    },
};

/// The longest user agent that is kept, in characters.
const USER_AGENT_LENGTH: usize = 512;

/// Reads the head of a request. It costs no input or output.
pub(crate) fn context(app: &AppHandle, request: &HttpRequest) -> Ctx {
    let peer = request.peer_addr().map(|address| address.ip());
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
    let head = RequestHead {
        method: request.method().clone(),
        client: resolved.address,
        request_id: RequestId::of(peer, request.headers(), app.proxies(), app.env()),
        user_agent: user_agent(request),
    };
    let presented = match app.authentication() {
        Some(authentication) => authentication.read_credential(request.headers()),
        None => PresentedCredential::none(),
    };
    Ctx::new(app.clone(), head, presented)
}

/// Returns the user agent, safe to store and to log.
fn user_agent(request: &HttpRequest) -> Option<String> {
    let raw = request.headers().get(header::USER_AGENT)?.as_bytes();
    let text = String::from_utf8_lossy(raw);
    let safe: String = text.chars().filter(|c| !c.is_control()).take(USER_AGENT_LENGTH).collect();
    if safe.is_empty() { None } else { Some(safe) }
}

/// Refuses a request that a page of another site made a browser send.
pub(crate) fn check_origin(ctx: &Ctx, request: &HttpRequest) -> Result<(), HttpError> {
    let peer = request.peer_addr().map(|address| address.ip());
    ctx.app()
        .origins()
        .check(request.method(), request.headers(), peer, ctx.credential_source())
        .map_err(|refusal| HttpError::new(refusal.into()))
}
