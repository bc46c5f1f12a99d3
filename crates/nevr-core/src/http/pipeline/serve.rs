//! What every request to an endpoint of nevr's goes through, in this order: request id, client
//! address, time, size, origin, limits, session, input, handler, headers.

use std::{panic::AssertUnwindSafe, sync::Arc};

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    http::header,
    web::{Bytes, BytesMut, Payload},
};
use futures_util::{FutureExt, StreamExt};
use tokio::time::timeout;
use tracing::{Instrument, field::Empty};

use super::reply;
use crate::http::{
    app_handle::{AppHandle, Warning},
    argument::Incoming,
    ctx::{Ctx, Head},
    endpoint::{Endpoint, EndpointLimit, Per},
    error::HttpError,
    json::ContentType,
    operation::SessionUse,
    request::{OriginRefusal, Presented, RequestId},
};
use crate::{
    client::ClientAddress,
    rate_limit::{Decision, Key, Subject, headers},
    wire::{Code, codes},
};

/// Longest user agent that is kept, in characters.
const USER_AGENT_LENGTH: usize = 512;

/// Answers a request to an endpoint.
pub(crate) async fn serve(
    app: AppHandle,
    endpoint: Arc<Endpoint>,
    request: HttpRequest,
    payload: Payload,
) -> HttpResponse {
    let ctx = context(&app, &request);
    let work = answer(&endpoint, &ctx, &request, payload);
    finish(&ctx, &request, Some(&endpoint), work).await
}

/// Answers a request with an error, in the same envelope and with the same headers.
pub(crate) async fn refuse(app: AppHandle, request: HttpRequest, error: HttpError) -> HttpResponse {
    let ctx = context(&app, &request);
    finish(&ctx, &request, None, async { Err(error) }).await
}

/// Runs the work within its time, catches its panic, logs one line and adds the headers.
async fn finish(
    ctx: &Ctx,
    request: &HttpRequest,
    endpoint: Option<&Endpoint>,
    work: impl Future<Output = Result<HttpResponse, HttpError>>,
) -> HttpResponse {
    let route = endpoint.map_or("-", |endpoint| endpoint.path.as_str());
    let span = tracing::info_span!("request", id = %ctx.request_id(), method = %request.method(), route, client = %ctx.client(), status = Empty);
    let started = ctx.env().monotonic();
    let limit = ctx.app().server().request_timeout.duration();
    let outcome = async {
        match AssertUnwindSafe(timeout(limit, work)).catch_unwind().await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(HttpError::new(codes::REQUEST_TIMEOUT)),
            Err(_panic) => Err(HttpError::internal("the handler panicked")),
        }
    }
    .instrument(span.clone())
    .await;
    let mut response = outcome.unwrap_or_else(|error| {
        let _inside = span.enter();
        log(&error);
        error.error_response()
    });
    reply::complete(ctx, request, endpoint, &mut response);
    let _inside = span.enter();
    let time = ctx.env().monotonic().saturating_sub(started);
    tracing::info!(status = response.status().as_u16(), ?time, "answered");
    response
}

fn log(error: &HttpError) {
    let code = error.wire().code.code;
    let Some(source) = error.source() else { return };
    let causes = causes(source);
    if error.wire().code.status >= 500 {
        tracing::error!(code, "{causes}");
    } else {
        tracing::debug!(code, "{causes}");
    }
}

/// An error and what caused it, in one line.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

/// What the head of a request says. Costs no input or output.
pub(crate) fn context(app: &AppHandle, request: &HttpRequest) -> Ctx {
    let peer = request.peer_addr().map(|address| address.ip());
    let resolved = app.proxies().resolve(peer, request.headers());
    if resolved.ignored_header {
        app.warn_once(
            Warning::IgnoredHeader,
            "a forwarded header came from a peer that is not in `server.trustedProxies`; it does not count",
        );
    }
    if resolved.address == ClientAddress::Unknown {
        app.warn_once(
            Warning::NoAddress,
            "requests come without an address; behind a proxy, set `server.trustedProxies`",
        );
    }
    let head = Head {
        method: request.method().clone(),
        client: resolved.address,
        request_id: RequestId::of(peer, request.headers(), app.proxies(), app.env()),
        user_agent: user_agent(request),
    };
    let presented = match app.authentication() {
        Some(authentication) => authentication.recognise(request.headers()),
        None => Presented::nothing(),
    };
    Ctx::new(app.clone(), head, presented)
}

fn user_agent(request: &HttpRequest) -> Option<String> {
    let raw = request.headers().get(header::USER_AGENT)?.as_bytes();
    let text = String::from_utf8_lossy(raw);
    let safe: String = text.chars().filter(|c| !c.is_control()).take(USER_AGENT_LENGTH).collect();
    if safe.is_empty() { None } else { Some(safe) }
}

async fn answer(
    endpoint: &Endpoint,
    ctx: &Ctx,
    request: &HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, HttpError> {
    let limit = ctx.app().server().body_limit.bytes();
    refuse_large(request, limit)?;
    check_origin(ctx, request)?;
    count(endpoint, ctx, &[Per::Sender, Per::Address]).await?;
    let body = read_body(payload, limit).await?;
    if endpoint.operation.session != SessionUse::Unused {
        ctx.identify().await?;
    }
    if endpoint.operation.session == SessionUse::Required && ctx.subject().is_none() {
        return Err(HttpError::new(codes::UNAUTHORIZED));
    }
    count(endpoint, ctx, &[Per::User]).await?;
    count_nobody(endpoint, ctx).await?;
    let incoming = Incoming {
        ctx: ctx.clone(),
        content_type: ContentType::of(request.headers()),
        body,
        uri: request.uri().clone(),
        path: request.match_info().clone(),
        if_none_match: request.headers().get(header::IF_NONE_MATCH).cloned(),
    };
    (endpoint.call)(incoming).await
}

/// A body that says it is too large is refused before a byte of it is read.
fn refuse_large(request: &HttpRequest, limit: usize) -> Result<(), HttpError> {
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > limit) { Err(too_large()) } else { Ok(()) }
}

fn too_large() -> HttpError {
    // The rest of the body stays unread, so the connection can't be used again.
    HttpError::new(codes::PAYLOAD_TOO_LARGE)
        .with_header(header::CONNECTION, header::HeaderValue::from_static("close"))
}

async fn read_body(mut payload: Payload, limit: usize) -> Result<Bytes, HttpError> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| HttpError::new(codes::VALIDATION_ERROR))?;
        if body.len() + chunk.len() > limit {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// Refuses what another site made a browser send.
pub(crate) fn check_origin(ctx: &Ctx, request: &HttpRequest) -> Result<(), HttpError> {
    let peer = request.peer_addr().map(|address| address.ip());
    ctx.app()
        .origins()
        .check(request.method(), request.headers(), peer, ctx.presents())
        .map_err(|refusal| HttpError::new(refusal_code(refusal)))
}

fn refusal_code(refusal: OriginRefusal) -> Code {
    match refusal {
        OriginRefusal::Invalid => codes::INVALID_ORIGIN,
        OriginRefusal::Missing => codes::MISSING_ORIGIN,
    }
}

/// Counts the request under the endpoint's limits of these kinds.
async fn count(endpoint: &Endpoint, ctx: &Ctx, kinds: &[Per]) -> Result<(), HttpError> {
    let limits = endpoint.limits.iter().filter(|limit| kinds.contains(&limit.per));
    count_keys(ctx, &limits.flat_map(|limit| keys(limit, ctx)).collect::<Vec<_>>()).await
}

/// Counts the address of a client whose token was well made and turned out to name nobody. The
/// tokens of sessions that have ended would else be worth a count of their own, each of them, and
/// whoever makes sessions and ends them would have as many counts as it likes.
async fn count_nobody(endpoint: &Endpoint, ctx: &Ctx) -> Result<(), HttpError> {
    let looked_up = endpoint.operation.session != SessionUse::Unused;
    if !looked_up || ctx.subject().is_some() || ctx.presented().session.is_none() {
        return Ok(());
    }
    let limits = endpoint.limits.iter().filter(|limit| limit.per == Per::Sender);
    let keys: Vec<Key> = limits.flat_map(|limit| limit.rule.keys(ctx.client())).collect();
    count_keys(ctx, &keys).await
}

async fn count_keys(ctx: &Ctx, keys: &[Key]) -> Result<(), HttpError> {
    match ctx.app().limiter().check(keys).await {
        Decision::Unlimited => Ok(()),
        Decision::Allowed(state) => {
            if let Some(value) = headers::remaining(&state) {
                ctx.reply_header(headers::RATE_LIMIT, value);
            }
            Ok(())
        }
        Decision::Refused(state) => {
            if let Some(value) = headers::remaining(&state) {
                ctx.reply_header(headers::RATE_LIMIT, value);
            }
            Err(HttpError::new(codes::RATE_LIMITED)
                .with_header(header::RETRY_AFTER, headers::retry_after(&state)))
        }
    }
}

fn keys(limit: &EndpointLimit, ctx: &Ctx) -> Vec<Key> {
    let rule = limit.rule.rule();
    match (limit.per, ctx.presented().session, ctx.subject()) {
        (Per::Sender, Some(session), _) => limit.rule.session_keys(session, ctx.client()).collect(),
        (Per::Sender | Per::Address, ..) => limit.rule.keys(ctx.client()).collect(),
        (Per::User, _, Some(user)) => vec![Key::new(rule, Subject::user(user))],
        (Per::User, _, None) => Vec::new(),
    }
}
