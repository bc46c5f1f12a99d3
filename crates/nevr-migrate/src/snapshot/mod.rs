//! What each owner last applied, as data.
//!
//! - `snapshots`, `shape`: the data, as the ledger and migration files keep it
//! - `record`: from a schema to snapshots; `restore`: back to a schema
//! - `derive`: the catalogue of a database to which snapshots were applied
//! - `owned`: the owner of a unique combination of fields

mod derive;
mod owned;
mod record;
mod restore;
mod shape;
mod snapshots;

pub(super) use derive::catalogue;
pub(super) use owned::unique_owner;
pub(super) use shape::{FieldShape, Part};
pub(super) use snapshots::Snapshot;
pub use snapshots::Snapshots;
