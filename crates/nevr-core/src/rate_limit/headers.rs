//! The response fields that tell a client its limits (draft-ietf-httpapi-ratelimit-headers), written as
//! structured fields (RFC 9651): `RateLimit-Policy: "auth.signIn";q=10;w=60` and
//! `RateLimit: "auth.signIn";r=3;t=42`.

use std::fmt::Write as _;

use actix_web::http::header::{HeaderName, HeaderValue};

use super::{
    decision::{State, whole_seconds},
    rule::Rule,
};

/// `RateLimit-Policy`: the limits that apply.
pub const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
/// `RateLimit`: the requests that are left.
pub const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// The largest integer that a structured field can hold (RFC 9651, section 3.3.1).
const LARGEST: u64 = 999_999_999_999_999;

/// Returns the value of `RateLimit-Policy` for these rules: the maximum and, in whole seconds rounded
/// up, the window of each. `None` if there are no rules.
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

/// Returns the value of `RateLimit` for this state: the requests that are left and, in whole seconds
/// rounded up, the time until there are more. `None` if a header can't hold the rule's name, which
/// [`Rule::new`] rules out.
pub fn remaining(state: &State) -> Option<HeaderValue> {
    let seconds = whole_seconds(state.reset).min(LARGEST);
    let text = format!("\"{}\";r={};t={seconds}", state.rule.name(), state.remaining);
    HeaderValue::from_maybe_shared(text).ok()
}

/// Returns the value of `Retry-After` for a refused request.
pub fn retry_after(state: &State) -> HeaderValue {
    HeaderValue::from(state.retry_after())
}
