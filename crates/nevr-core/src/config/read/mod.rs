//! Reads a section into a type, and finds all that is wrong with it.
//!
//! - `sweep`: the loop that finds every problem
//! - `expand`: puts variables in
//! - `defaults`: what a table that is written in part has for the rest
//! - `written`: a section as it is written, for people
//! - `rules`: what the JSON Schema says of each value
//! - `deserializer`, `complaint`: serde over the tree
//! - `wording`: what people are told

mod complaint;
mod defaults;
mod deserializer;
mod expand;
mod rules;
mod sweep;
mod wording;
mod written;

pub(super) use rules::{DEFERRED, SECRET};
pub(super) use sweep::{Reading, read};
pub(super) use written::written;
