//! The folder of migrations beside what the ledger says of them.

use super::{
    migration::{Direction, Migration},
    name::FileName,
    standing::{FileRecord, Progress},
};
use crate::snapshot::Snapshots;

/// The migrations of the folder, by how far this database is.
#[derive(Debug)]
pub(super) struct History<'m> {
    /// Applied, the oldest first.
    pub(super) applied: &'m [Migration],
    /// The one that was begun, up or down; it is not among the others.
    pub(super) begun: Option<(&'m Migration, Progress)>,
    /// Not applied yet.
    pub(super) pending: &'m [Migration],
}

/// The ledger and the folder don't fit together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HistoryError {
    /// The file of a migration is another than the one that was applied.
    #[error("migration {0} was changed after it was applied to this database")]
    Changed(FileName),
    /// What a migration had done was changed, after it was stopped half-way.
    #[error("migration {0} was stopped half-way, and what it had done by then was changed")]
    ChangedBegun(FileName),
    /// A migration is applied and not in the folder.
    #[error("migration {0} is applied to this database and not in the folder any more")]
    Gone(String),
    /// A migration is not applied, and one behind it is.
    #[error("migration {name} is not applied to this database, but {later}, behind it, is")]
    Skipped {
        /// The one that is not.
        name: FileName,
        /// The one that is.
        later: FileName,
    },
}

impl HistoryError {
    /// The ways out.
    pub fn help(&self) -> String {
        match self {
            Self::Changed(name) => format!(
                "restore the up file of {name} as it was applied, from your history; what should \
                 be different goes into a new migration: `nevr db:migrate`"
            ),
            Self::ChangedBegun(name) => {
                format!(
                    "restore {name} up to the statement at which it stopped, and edit what is behind"
                )
            }
            Self::Gone(name) => format!(
                "restore the folder of {name} from your history; to take a migration back, run \
                 `nevr db:rollback` while its folder is there"
            ),
            Self::Skipped { name, .. } => format!(
                "if no other database has it, delete the folder of {name} and run `nevr \
                 db:migrate`, which writes it anew behind the others"
            ),
        }
    }
}

/// Puts the folder beside the ledger's records, which are names with how far each is.
pub(super) fn history<'m>(
    folder: &'m [Migration],
    records: &[(String, FileRecord)],
) -> Result<History<'m>, HistoryError> {
    let is_there = |name: &str| folder.iter().any(|it| it.name.as_str() == name);
    if let Some((gone, _)) = records.iter().find(|(name, _)| !is_there(name)) {
        return Err(HistoryError::Gone(gone.clone()));
    }
    let record = |migration: &Migration| {
        let mut records = records.iter();
        records.find(|(name, _)| *name == migration.name.as_str()).map(|(_, record)| record)
    };
    let applied = folder.iter().take_while(|it| matches!(record(it), Some(FileRecord::Applied(_))));
    let (applied, mut pending) = folder.split_at(applied.count());
    for migration in applied {
        if record(migration) != Some(&FileRecord::Applied(migration.up.checksum.clone())) {
            return Err(HistoryError::Changed(migration.name.clone()));
        }
    }
    let mut begun = None;
    if let [first, rest @ ..] = pending
        && let Some(FileRecord::Begun(progress)) = record(first)
    {
        check_begun(first, progress)?;
        begun = Some((first, progress.clone()));
        pending = rest;
    }
    if let Some(later) = pending.iter().find(|it| record(it).is_some()) {
        let name = begun.map_or(&pending[0].name, |(migration, _)| &migration.name).clone();
        return Err(HistoryError::Skipped { name, later: later.name.clone() });
    }
    Ok(History { applied, begun, pending })
}

/// What is done of a file must be as it was; what is behind may have been mended. The items of a
/// file that takes back are looked at when it goes on.
fn check_begun(migration: &Migration, progress: &Progress) -> Result<(), HistoryError> {
    let name = || migration.name.clone();
    match (progress.direction, &progress.applied) {
        (Direction::Up, _)
            if migration.up.checksum_of_first(progress.done) != progress.checksum =>
        {
            Err(HistoryError::ChangedBegun(name()))
        }
        (Direction::Down, Some(applied)) if *applied != migration.up.checksum => {
            Err(HistoryError::Changed(name()))
        }
        _ => Ok(()),
    }
}

impl History<'_> {
    /// What every owner has, as far as migrations were applied.
    pub(super) fn snapshots(&self) -> Snapshots {
        self.applied.last().map(|migration| migration.after.clone()).unwrap_or_default()
    }
}
