//! The tests of auth, in one program: its values first, then the endpoints over HTTP.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod email;
mod http;
mod password_hash;
mod password_policy;
mod profile;
mod secret;
mod session_token;
