//! One migration of the folder, and what a list of them adds up to.

use std::path::PathBuf;

use nevr_schema::Provider;
use serde::{Deserialize, Serialize};

use super::name::FileName;
use crate::{
    goal::MigrationId,
    script::{Script, normalised},
    snapshot::Snapshots,
};

/// One migration of the folder, read for one kind of database.
#[derive(Clone, Debug)]
pub struct Migration {
    /// Its name.
    pub name: FileName,
    /// The path of its own folder.
    pub folder: PathBuf,
    /// The migration that was the last one when this one was written.
    pub(super) follows: Option<FileName>,
    /// The content of its `schema.json`: like [`after`](Self::after), with the renames that led
    /// there.
    pub(super) written: Snapshots,
    /// What every owner has once this migration is applied.
    pub(crate) after: Snapshots,
    /// Its up file.
    pub up: Script,
}

/// Which of a migration's two files, and which way a run goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Applies the migration.
    Up,
    /// Rolls it back.
    Down,
}

impl Direction {
    /// Returns `up` or `down`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }

    /// Returns the name of the file for this kind of database, such as `up.sqlite.sql`.
    pub fn file(self, provider: Provider) -> String {
        format!("{}.{}.sql", self.word(), provider.name())
    }
}

/// The name of a migration's snapshot file.
pub(super) const SNAPSHOT_FILE: &str = "schema.json";

/// The snapshot file. Owners, entities and fields are sorted by name, so that two versions of the
/// file differ only where the schemas do.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SnapshotFile {
    /// The migration that was the last one when this one was written.
    pub(super) follows: Option<FileName>,
    /// What every owner has once the migration is applied. Dormant owners keep what they left in
    /// the database.
    pub(super) owners: Snapshots,
}

impl SnapshotFile {
    pub(super) fn parse(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(normalised(text).trim_end())
    }

    pub(super) fn text(&self) -> Result<String, serde_json::Error> {
        Ok(format!("{}\n", serde_json::to_string_pretty(self)?))
    }
}

/// Returns what every owner has once all of these migrations are applied.
pub(super) fn last_snapshots(migrations: &[Migration]) -> Snapshots {
    migrations.last().map(|last| last.after.clone()).unwrap_or_default()
}

/// Returns the migrations by hand that these files name.
///
/// A file that drops a plugin takes the plugin's earlier ones off the list: they are named again
/// when the plugin is back.
pub(super) fn by_hand_ids(migrations: &[Migration]) -> Vec<&MigrationId> {
    let mut named: Vec<&MigrationId> = Vec::new();
    let mut before: Option<&Migration> = None;
    for migration in migrations {
        let has = |at: &Migration, id: &MigrationId| at.after.get(&id.owner).is_some();
        named.retain(|id| before.is_none_or(|it| !has(it, id)) || has(migration, id));
        named.extend(migration.up.by_hand());
        before = Some(migration);
    }
    named
}
