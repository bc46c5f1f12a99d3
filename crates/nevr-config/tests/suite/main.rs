//! Sections, their options and their problems.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod diagnostics;
mod dot_env;
mod guests;
mod origins;
mod reading;
mod schema;
mod values;
mod variables;
