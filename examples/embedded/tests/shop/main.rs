//! The real program, started on a free port in a folder of its own, and driven over HTTP.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod buying;
mod client;
mod ending;
mod generated;
mod program;
mod refusing;
mod starting;
