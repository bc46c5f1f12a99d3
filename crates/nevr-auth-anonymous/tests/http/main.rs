//! Guests over HTTP: the documented requests, every option, and what must hold under attack.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod bodies;
mod club;
mod documents;
mod expiry;
mod failures;
mod fixture;
mod grants;
mod hooks;
mod limits;
mod listing;
mod options;
mod origins;
mod ownership;
mod races;
mod reference;
mod restarts;
mod scenario;
mod sessions;
mod switches;
mod two_nodes;
mod welcome;
