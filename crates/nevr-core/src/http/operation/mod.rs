//! What endpoints take and return, as data.
//!
//! - `operation`: what one endpoint takes and returns
//! - `builder`: how arguments and outcomes add their part to it
//! - `schemas`, `entity_schema`: the JSON Schemas of types, and those of entities

mod builder;
mod entity_schema;
#[allow(clippy::module_inception, reason = "the operation is what the folder is about")]
mod operation;
mod schemas;

pub use builder::OperationBuilder;
pub(crate) use entity_schema::{entity_schema, field_schema};
pub use operation::{Operation, SessionUse};
pub(crate) use schemas::Schemas;
