//! `schema.json`: what every owner has once a migration is applied.

use serde::{Deserialize, Serialize};

use super::name::FileName;
use crate::snapshot::Snapshots;

/// What the file is called.
pub(super) const SNAPSHOT_FILE: &str = "schema.json";

/// The file. Owners, entities and fields are in the order of their names, so that two versions
/// differ where the schemas do.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SnapshotFile {
    /// The migration that was the last when this one was written.
    pub(super) follows: Option<FileName>,
    /// Of owners that are switched off, what they left in the database.
    pub(super) owners: Snapshots,
}

impl SnapshotFile {
    pub(super) fn parse(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(super::script::normalised(text).trim_end())
    }

    pub(super) fn text(&self) -> Result<String, serde_json::Error> {
        Ok(format!("{}\n", serde_json::to_string_pretty(self)?))
    }
}
