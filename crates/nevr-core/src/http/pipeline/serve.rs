//! The steps that every request to an endpoint takes, in this order: the head (request id, client
//! address, credential), the declared size, the origin, the limits, the body, the session, the
//! arguments, the handler, the headers. Every step but the head is within the request's time.

use std::panic::AssertUnwindSafe;

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    dev::Payload,
    http::header::{self, HeaderValue},
};
use futures_util::FutureExt;
use tokio::time::timeout;
use tracing::Instrument;

use super::{
    body::{read_body, refuse_large},
    context::{check_origin, context},
    limits::Counts,
    reply,
};
use crate::{
    http::{
        app_handle::AppHandle, argument::CheckedRequest, ctx::Ctx, endpoint::Endpoint,
        error::HttpError, operation::SessionUse,
    },
    wire::codes,
};

/// Answers a request to an endpoint.
pub(crate) async fn serve(
    app: &AppHandle,
    endpoint: &Endpoint,
    request: &HttpRequest,
    payload: Payload,
) -> HttpResponse {
    let ctx = context(app, request);
    let work = answer(endpoint, &ctx, request, payload);
    finish(&ctx, request, Some(endpoint), work).await
}

/// Answers a request with an error, in the envelope and with the headers of every answer.
pub(crate) async fn refuse(
    app: &AppHandle,
    request: &HttpRequest,
    error: HttpError,
) -> HttpResponse {
    let ctx = context(app, request);
    finish(&ctx, request, None, async { Err(error) }).await
}

/// Runs the work within the request's time, catches its panic, logs one line and adds the headers.
async fn finish(
    ctx: &Ctx,
    request: &HttpRequest,
    endpoint: Option<&Endpoint>,
    work: impl Future<Output = Result<HttpResponse, HttpError>>,
) -> HttpResponse {
    let route = endpoint.map_or("-", |endpoint| endpoint.path.as_str());
    let span = tracing::info_span!("request", id = %ctx.request_id(), method = %request.method(), route, client = %ctx.client());
    let started = ctx.env().monotonic();
    let limit = ctx.app().server().request_timeout.duration();
    let outcome = async {
        match AssertUnwindSafe(timeout(limit, work)).catch_unwind().await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(timed_out(ctx)),
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

/// Returns the error of a request whose time has ended.
fn timed_out(ctx: &Ctx) -> HttpError {
    if ctx.is_queued() {
        HttpError::new(codes::SERVICE_UNAVAILABLE)
            .with_header(header::RETRY_AFTER, HeaderValue::from_static("1"))
    } else {
        HttpError::new(codes::REQUEST_TIMEOUT)
    }
}

/// Logs the cause of an error. That of a 5xx is logged as an error; the others are the client's
/// doing.
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

/// Returns an error and its causes, in one line.
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

/// Answers a request, and takes its counts back if it was refused as invalid.
async fn answer(
    endpoint: &Endpoint,
    ctx: &Ctx,
    request: &HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, HttpError> {
    let mut counts = Counts::new(endpoint, ctx);
    let outcome = call(endpoint, ctx, request, payload, &mut counts).await;
    if outcome.as_ref().is_err_and(|error| error.wire().before_work) {
        counts.give_back().await;
    }
    outcome
}

/// Takes the steps from the declared size to the handler.
async fn call(
    endpoint: &Endpoint,
    ctx: &Ctx,
    request: &HttpRequest,
    payload: Payload,
    counts: &mut Counts<'_>,
) -> Result<HttpResponse, HttpError> {
    let limit = ctx.app().server().body_limit.bytes();
    refuse_large(request, limit)?;
    check_origin(ctx, request)?;
    counts.count_head().await?;
    let body = read_body(payload, limit).await?;
    if endpoint.operation.session != SessionUse::Unused {
        ctx.identify().await?;
    }
    if endpoint.operation.session == SessionUse::Required && ctx.subject().is_none() {
        return Err(HttpError::new(codes::UNAUTHORIZED));
    }
    counts.count_identity().await?;
    (endpoint.call)(CheckedRequest { ctx: ctx.clone(), head: request.clone(), body }).await
}
