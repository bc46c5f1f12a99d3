//! What is to be done next.

use super::{
    by_hand::by_hand_ids,
    error::FilesError,
    look::Inspection,
    migration::{Direction, Migration},
    standing::Progress,
};
use crate::{
    snapshot::Snapshots,
    target::{MigrationId, Target},
};

/// What is to be done next to bring a database forward.
pub(super) enum NextAction<'m> {
    /// All migrations are applied.
    Nothing,
    /// Run these migrations by hand, which applied files name.
    ByHand(Vec<MigrationId>),
    /// Put these on record: the database has what they bring.
    Adopt(&'m [Migration]),
    /// Run this one, from where it was left.
    Run(&'m Migration, Option<Progress>),
}

impl<'m> NextAction<'m> {
    pub(super) fn of(inspection: &Inspection<'m>, target: &Target) -> Result<Self, FilesError> {
        let history = inspection.history()?;
        if let Some((migration, progress)) = history.begun {
            return match progress.direction {
                Direction::Up => Ok(Self::Run(migration, Some(progress))),
                direction @ Direction::Down => {
                    Err(FilesError::HalfWay { migration: migration.name.to_string(), direction })
                }
            };
        }
        let [first, ..] = history.pending else {
            return Ok(Self::by_hand(history.applied, inspection, target));
        };
        let differences = inspection.differences(&history.snapshots());
        if differences.is_empty() {
            return Ok(Self::Run(first, None));
        }
        let is_at = |migration: &Migration| inspection.differences(&migration.after).is_empty();
        if let Some(last) = history.pending.iter().position(is_at) {
            return Ok(Self::Adopt(&history.pending[..=last]));
        }
        // Pushed, to what the next migration that is written will bring.
        if inspection.differences(&Snapshots::of(&target.schema).settled()).is_empty() {
            return Ok(Self::Adopt(history.pending));
        }
        Err(FilesError::Drift(differences))
    }

    /// Those that could not run with their file: it was adopted, it ran without foreign keys, or
    /// the plugin was switched off.
    fn by_hand(applied: &[Migration], inspection: &Inspection, target: &Target) -> Self {
        let owed: Vec<_> = by_hand_ids(applied)
            .into_iter()
            .filter(|id| !inspection.ledger.applied.contains(id))
            .filter(|id| target.migrations.iter().any(|migration| migration.id() == **id))
            .cloned()
            .collect();
        if owed.is_empty() { Self::Nothing } else { Self::ByHand(owed) }
    }

    /// Whether it is run with SQLite's foreign keys off.
    pub(super) fn foreign_keys_off(&self) -> bool {
        matches!(self, Self::Run(migration, _) if migration.up.foreign_keys_off)
    }
}
