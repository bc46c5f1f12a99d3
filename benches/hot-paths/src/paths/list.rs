//! The list of the hot paths.

use super::{parts, requests};
use crate::path::{HotPath, Rounds};

fn request(name: &'static str, prepare: fn() -> Box<dyn Rounds>) -> HotPath {
    HotPath { name, rounds: 500, prepare }
}

fn part(name: &'static str, prepare: fn() -> Box<dyn Rounds>) -> HotPath {
    HotPath { name, rounds: 2_000, prepare }
}

/// Returns every hot path, whole requests first.
pub fn all() -> Vec<HotPath> {
    vec![
        request("nothing", requests::nothing),
        request("get-session", requests::get_session::<0>),
        request("get-session-20-plugins", requests::get_session::<20>),
        request("get-session-nobody", requests::get_session_of_nobody),
        request("forged-token", requests::forged_token),
        request("guest-sign-in", requests::guest_sign_in::<0>),
        request("guest-sign-in-20-plugins", requests::guest_sign_in::<20>),
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

/// Returns requests beside 1, 5 and 20 plugins that have nothing to do in them.
pub fn beside_plugins() -> Vec<HotPath> {
    vec![
        request("get-session-1-plugin", requests::get_session::<1>),
        request("get-session-5-plugins", requests::get_session::<5>),
        request("get-session-20-plugins", requests::get_session::<20>),
        request("guest-sign-in-1-plugin", requests::guest_sign_in::<1>),
        request("guest-sign-in-5-plugins", requests::guest_sign_in::<5>),
        request("guest-sign-in-20-plugins", requests::guest_sign_in::<20>),
    ]
}

/// Returns the hot path of this name.
pub fn find(name: &str) -> Option<HotPath> {
    all().into_iter().chain(beside_plugins()).find(|path| path.name == name)
}
