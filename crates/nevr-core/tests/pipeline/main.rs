//! The pipeline that every request goes through, from outside.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod arguments;
mod bodies;
mod faults;
mod headers;
mod lab;
mod limits;
mod methods;
mod origins;
mod spellings;
mod wire;
