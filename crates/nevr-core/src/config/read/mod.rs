//! Reads a section into a type, and finds all that is wrong with it.
//!
//! - `sweep`: the loop that finds every problem
//! - `expand`: puts variables in
//! - `deferred`: which options keep their `${…}`
//! - `deserializer`, `complaint`: serde over the tree
//! - `wording`: what people are told

mod complaint;
mod deferred;
mod deserializer;
mod expand;
mod sweep;
mod wording;

pub(super) use deferred::{DEFERRED, SECRET};
pub(super) use sweep::{Reading, read};
