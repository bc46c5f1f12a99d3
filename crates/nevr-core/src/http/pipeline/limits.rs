//! The limits of an endpoint, applied to a request.

use actix_web::http::header;

use crate::{
    http::{
        ctx::Ctx,
        endpoint::{Endpoint, EndpointLimit, Per},
        error::HttpError,
        operation::SessionUse,
    },
    rate_limit::{Decision, Key, Subject, headers},
    wire::codes,
};

/// Counts the request by those limits of the endpoint that count these kinds of subjects, and
/// refuses it if one of them is reached.
pub(super) async fn count(endpoint: &Endpoint, ctx: &Ctx, kinds: &[Per]) -> Result<(), HttpError> {
    let limits = endpoint.limits.iter().filter(|limit| kinds.contains(&limit.per));
    count_keys(ctx, &limits.flat_map(|limit| keys(limit, ctx)).collect::<Vec<_>>()).await
}

/// Counts the client's address if the request's token is well made, but its session has ended.
/// Otherwise each token of an ended session would have a count of its own, and a client that begins
/// and ends sessions could have as many counts as it likes.
pub(super) async fn count_ended_session(endpoint: &Endpoint, ctx: &Ctx) -> Result<(), HttpError> {
    let looked_up = endpoint.operation.session != SessionUse::Unused;
    if !looked_up || ctx.subject().is_some() || ctx.presented().session.is_none() {
        return Ok(());
    }
    let limits = endpoint.limits.iter().filter(|limit| limit.per == Per::Sender);
    let keys: Vec<Key> = limits.flat_map(|limit| limit.rule.keys(ctx.client())).collect();
    count_keys(ctx, &keys).await
}

/// Counts the request under these keys. The answer then has the header `RateLimit`.
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

/// Returns the keys under which a limit counts the request.
fn keys(limit: &EndpointLimit, ctx: &Ctx) -> Vec<Key> {
    let rule = limit.rule.rule();
    match (limit.per, ctx.presented().session, ctx.subject()) {
        (Per::Sender, Some(session), _) => limit.rule.session_keys(session, ctx.client()).collect(),
        (Per::Sender | Per::Address, ..) => limit.rule.keys(ctx.client()).collect(),
        (Per::User, _, Some(user)) => vec![Key::new(rule, Subject::user(user))],
        (Per::User, _, None) => Vec::new(),
    }
}
