//! What is to be done next.

use super::{
    by_hand::named,
    error::FilesError,
    look::Look,
    migration::{Direction, Migration},
    standing::Progress,
};
use crate::{
    goal::{MigrationId, Target},
    snapshot::Snapshots,
};

/// What is to be done next to bring a database forward.
pub(super) enum Next<'m> {
    /// All migrations are applied.
    Nothing,
    /// Run these migrations by hand, which applied files name.
    ByHand(Vec<MigrationId>),
    /// Put these on record: the database has what they bring.
    Adopt(&'m [Migration]),
    /// Run this one, from where it was left.
    Run(&'m Migration, Option<Progress>),
}

impl<'m> Next<'m> {
    pub(super) fn of(look: &Look<'m>, target: &Target) -> Result<Self, FilesError> {
        let history = look.history()?;
        if let Some((migration, progress)) = history.begun {
            return match progress.direction {
                Direction::Up => Ok(Self::Run(migration, Some(progress))),
                direction @ Direction::Down => {
                    Err(FilesError::HalfWay { migration: migration.name.to_string(), direction })
                }
            };
        }
        let [first, ..] = history.pending else {
            return Ok(Self::by_hand(history.applied, look, target));
        };
        let differences = look.differences(&history.snapshots());
        if differences.is_empty() {
            return Ok(Self::Run(first, None));
        }
        let is_at = |migration: &Migration| look.differences(&migration.after).is_empty();
        if let Some(last) = history.pending.iter().position(is_at) {
            return Ok(Self::Adopt(&history.pending[..=last]));
        }
        // Pushed, to what the next migration that is written will bring.
        if look.differences(&Snapshots::of(&target.schema).into_recorded()).is_empty() {
            return Ok(Self::Adopt(history.pending));
        }
        Err(FilesError::Drift(differences))
    }

    /// Those that could not run with their file: it was adopted, it ran without foreign keys, or
    /// the plugin was switched off.
    fn by_hand(applied: &[Migration], look: &Look, target: &Target) -> Self {
        let owed: Vec<_> = named(applied)
            .into_iter()
            .filter(|id| !look.ledger.applied.contains(id))
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
