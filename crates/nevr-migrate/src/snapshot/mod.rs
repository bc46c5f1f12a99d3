//! What owners last applied, as data: from a schema, back to one, and as a catalogue.

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
