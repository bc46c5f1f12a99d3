//! What `nevr_core::testing` promises to those who test with it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod apps;
mod conformance;
mod databases;
mod notes;
mod probe;
