//! The client against a real server.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod accounts;
mod answers;
mod guests;
mod serving;
mod tokens;
