//! The fields that tell a client its limits (draft-ietf-httpapi-ratelimit-headers), written as
//! structured fields (RFC 9651): `RateLimit-Policy: "auth.signIn";q=10;w=60` and
//! `RateLimit: "auth.signIn";r=3;t=42`.

use std::fmt::Write as _;

use actix_web::http::header::{HeaderName, HeaderValue};

use super::{Rule, State, decision::whole_seconds};

/// `RateLimit-Policy`: what is allowed.
pub const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
/// `RateLimit`: what is left.
pub const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// The largest integer that a structured field holds (RFC 9651, section 3.3.1).
const LARGEST: u64 = 999_999_999_999_999;

/// The value of `RateLimit-Policy` for these rules: the quota, and the window in whole seconds,
/// rounded up. None without a rule.
pub fn policy<'a>(rules: impl IntoIterator<Item = &'a Rule>) -> Option<HeaderValue> {
    let mut text = String::new();
    for rule in rules {
        let separator = if text.is_empty() { "" } else { ", " };
        let window = rule.window();
        let seconds = whole_seconds(window.duration()).min(LARGEST);
        // Writing to a string can't fail.
        write!(text, "{separator}\"{}\";q={};w={seconds}", rule.name(), window.max()).ok()?;
    }
    if text.is_empty() { None } else { HeaderValue::from_maybe_shared(text).ok() }
}

/// The value of `RateLimit` for this state: what is left, and the whole seconds, rounded up, until
/// there is more. None if the rule's name can't stand in a header, which [`Rule::new`] rules out.
pub fn remaining(state: &State) -> Option<HeaderValue> {
    let seconds = whole_seconds(state.reset).min(LARGEST);
    let text = format!("\"{}\";r={};t={seconds}", state.rule.name(), state.remaining);
    HeaderValue::from_maybe_shared(text).ok()
}

/// The value of `Retry-After` for a refused request.
pub fn retry_after(state: &State) -> HeaderValue {
    HeaderValue::from(state.retry_after())
}
