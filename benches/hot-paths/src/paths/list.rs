//! The list of the hot paths.

use super::{parts, requests};
use crate::path::{HotPath, Rounds};

/// Returns every hot path, whole requests first.
pub fn all() -> Vec<HotPath> {
    let request = |name, prepare: fn() -> Box<dyn Rounds>| HotPath { name, rounds: 500, prepare };
    let part = |name, prepare: fn() -> Box<dyn Rounds>| HotPath { name, rounds: 2_000, prepare };
    vec![
        request("nothing", requests::nothing),
        request("get-session", requests::get_session),
        request("get-session-20-plugins", requests::get_session_beside_20),
        request("get-session-nobody", requests::get_session_of_nobody),
        request("forged-token", requests::forged_token),
        request("guest-sign-in", requests::guest_sign_in),
        request("guest-sign-in-20-plugins", requests::guest_sign_in_beside_20),
        request("refused", requests::refused),
        request("not-found", requests::not_found),
        request("row-read", parts::row_read),
        request("row-written", parts::row_written),
        part("token-issued", parts::token_issued),
        part("token-verified", parts::token_verified),
        part("limit-checked", parts::limit_checked),
        part("user-as-json", parts::user_as_json),
        part("json-input", parts::json_input),
        part("record", parts::record),
    ]
}

/// Returns the hot path of this name.
pub fn find(name: &str) -> Option<HotPath> {
    all().into_iter().find(|path| path.name == name)
}
