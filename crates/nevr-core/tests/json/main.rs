//! JSON input: what is refused, where, and in which words.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod bodies;
mod fixture;
mod properties;
mod rules;
mod shapes;
