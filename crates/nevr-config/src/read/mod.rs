//! Reads a section into a type, and finds all that is wrong with it.
//!
//! - `sweep`: the loop that finds every problem
//! - `marked`: what is asked of keys and values beside their types
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
mod marked;
mod rules;
mod sweep;
mod wording;
mod written;

pub(super) use rules::{DEFERRED, MILLISECONDS, Marks, Rules, SECRET};
pub(super) use sweep::{Reading, read};
pub(super) use written::written;
