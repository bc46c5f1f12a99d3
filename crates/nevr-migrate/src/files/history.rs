//! The ledger's records of migration files, and how they divide the folder.

use std::fmt;

use nevr_schema::{Owner, env::Timestamp};
use sea_orm::{
    ConnectionTrait, DbErr,
    sea_query::{Alias, Expr, ExprTrait, Query},
};

use super::{
    migration::{Direction, Migration, last_snapshots},
    name::FileName,
};
use crate::{catalogue::MIGRATION, goal::MigrationId, ledger, snapshot::Snapshots};

/// How far a migration file is, as recorded in the ledger's column `checksum`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FileRecord {
    /// It is applied. Holds the checksum of its up file.
    Applied(String),
    /// It has begun and has not finished. Seen only on a database that commits changes of the
    /// structure by itself.
    Begun(Progress),
}

/// How far a file is that has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Progress {
    pub(super) direction: Direction,
    /// How many of its items are done.
    pub(super) done: usize,
    /// Whether the item after those may be done too, because the process may have ended between
    /// running it and recording that. False after an error that was reported.
    pub(super) in_doubt: bool,
    /// The checksum of the items that are done. The items after them may still be edited.
    pub(super) checksum: String,
    /// The checksum of the up file, kept while the migration is rolled back.
    pub(super) applied: Option<String>,
}

impl FileRecord {
    /// Parses a record. Text that is not a progress counts as a checksum, which then matches no
    /// file.
    fn parse(text: &str) -> Self {
        progress(text).map_or_else(|| Self::Applied(text.to_owned()), Self::Begun)
    }

    /// Parses the names and records of the ledger.
    pub(super) fn parse_all(files: &[(String, String)]) -> Vec<(String, Self)> {
        files.iter().map(|(name, text)| (name.clone(), Self::parse(text))).collect()
    }

    /// Records how far a migration is, with the time.
    pub(super) async fn insert(
        &self,
        db: &impl ConnectionTrait,
        name: &FileName,
        now: Timestamp,
    ) -> Result<(), DbErr> {
        let id = ledger_id(name);
        forget(db, &id).await?;
        ledger::record(db, &id, &self.to_string(), now).await
    }

    /// Records how far a migration is that has a record already. Its time stays.
    pub(super) async fn update(
        &self,
        db: &impl ConnectionTrait,
        name: &FileName,
    ) -> Result<(), DbErr> {
        let id = ledger_id(name);
        let mut update = Query::update();
        update
            .table(Alias::new(MIGRATION))
            .value(Alias::new("checksum"), self.to_string())
            .and_where(Expr::col(Alias::new("owner")).eq(id.owner.as_str()))
            .and_where(Expr::col(Alias::new("name")).eq(id.name));
        db.execute(&update).await.map(drop)
    }
}

/// Deletes the record of a migration, be it a file or by hand.
pub(super) async fn forget(db: &impl ConnectionTrait, id: &MigrationId) -> Result<(), DbErr> {
    let mut delete = Query::delete();
    delete
        .from_table(Alias::new(MIGRATION))
        .and_where(Expr::col(Alias::new("owner")).eq(id.owner.as_str()))
        .and_where(Expr::col(Alias::new("name")).eq(id.name.as_str()));
    db.execute(&delete).await.map(drop)
}

/// Returns the ledger's key of a migration file. Files belong to the app.
pub(super) fn ledger_id(name: &FileName) -> MigrationId {
    MigrationId { owner: Owner::App, name: name.to_string() }
}

/// Returns the migration that stopped half-way, and in which direction.
pub(super) fn half_way(records: &[(String, FileRecord)]) -> Option<(String, Direction)> {
    records.iter().find_map(|(name, record)| match record {
        FileRecord::Begun(progress) => Some((name.clone(), progress.direction)),
        FileRecord::Applied(_) => None,
    })
}

impl fmt::Display for FileRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let progress = match self {
            Self::Applied(checksum) => return f.write_str(checksum),
            Self::Begun(progress) => progress,
        };
        let Progress { direction, done, checksum, .. } = progress;
        let state = if progress.in_doubt { "begun" } else { "stopped" };
        write!(f, "{} {state} after {done} {checksum}", direction.word())?;
        progress.applied.as_ref().map_or(Ok(()), |applied| write!(f, " {applied}"))
    }
}

fn progress(text: &str) -> Option<Progress> {
    let mut words = text.split(' ');
    let direction = match words.next()? {
        "up" => Direction::Up,
        "down" => Direction::Down,
        _ => return None,
    };
    let in_doubt = words.next()? == "begun";
    let done = words.nth(1)?.parse().ok()?;
    let checksum = words.next()?.to_owned();
    Some(Progress { direction, done, in_doubt, checksum, applied: words.next().map(str::to_owned) })
}

/// The migrations of the folder, divided by how far this database is.
#[derive(Debug)]
pub(super) struct History<'m> {
    /// Applied, the oldest first.
    pub(super) applied: &'m [Migration],
    /// The migration that stopped half-way, in either direction. It is in neither of the lists.
    pub(super) begun: Option<(&'m Migration, Progress)>,
    /// Not applied yet.
    pub(super) pending: &'m [Migration],
}

/// Why the folder does not fit the ledger.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HistoryError {
    /// The up file of an applied migration was edited.
    #[error("migration {0} was changed after it was applied to this database")]
    Changed(FileName),
    /// The part of a file that had run when the migration stopped half-way was edited.
    #[error("migration {0} stopped half-way, and the part of it that had run was changed")]
    ChangedBegun(FileName),
    /// An applied migration is not in the folder.
    #[error("migration {0} is applied to this database but is not in the folder")]
    Gone(String),
    /// A migration is not applied, although a later one is.
    #[error("migration {name} is not applied to this database, but the later {later} is")]
    Skipped {
        /// The migration that is not applied.
        name: FileName,
        /// The later one that is.
        later: FileName,
    },
}

impl HistoryError {
    /// Returns what to do about it.
    pub fn help(&self) -> String {
        match self {
            Self::Changed(name) => format!(
                "restore the up file of {name} from version control as it was when it was applied; \
                 put what should be different into a new migration: `nevr db:migrate`"
            ),
            Self::ChangedBegun(name) => {
                format!(
                    "restore {name} up to the statement at which it stopped; only what follows may be \
                     edited"
                )
            }
            Self::Gone(name) => format!(
                "restore the folder of {name} from version control; to roll a migration back, run \
                 `nevr db:rollback` while its folder exists"
            ),
            Self::Skipped { name, .. } => format!(
                "if no other database has it, delete the folder of {name} and run `nevr \
                 db:migrate`, which writes it again after the others"
            ),
        }
    }
}

impl<'m> History<'m> {
    /// Divides the folder by the ledger's records, given with the names of their migrations.
    pub(super) fn new(
        folder: &'m [Migration],
        records: &[(String, FileRecord)],
    ) -> Result<Self, HistoryError> {
        let is_there = |name: &str| folder.iter().any(|it| it.name.as_str() == name);
        if let Some((gone, _)) = records.iter().find(|(name, _)| !is_there(name)) {
            return Err(HistoryError::Gone(gone.clone()));
        }
        let record = |migration: &Migration| {
            let mut records = records.iter();
            records.find(|(name, _)| *name == migration.name.as_str()).map(|(_, record)| record)
        };
        let is_applied = |it: &&Migration| matches!(record(it), Some(FileRecord::Applied(_)));
        let (applied, mut pending) = folder.split_at(folder.iter().take_while(is_applied).count());
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
        Ok(Self { applied, begun, pending })
    }

    /// Returns what every owner has after the applied migrations.
    pub(super) fn snapshots(&self) -> Snapshots {
        last_snapshots(self.applied)
    }
}

/// Checks that the part of a file that has run was not edited; the rest may have been corrected.
/// A down file is checked when the rollback reads it.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let progress = |direction, in_doubt, applied: Option<&str>| Progress {
            direction,
            done: 12,
            in_doubt,
            checksum: "a1".repeat(32),
            applied: applied.map(str::to_owned),
        };
        for record in [
            FileRecord::Applied("b2".repeat(32)),
            FileRecord::Begun(progress(Direction::Up, true, None)),
            FileRecord::Begun(progress(Direction::Up, false, None)),
            FileRecord::Begun(progress(Direction::Down, true, Some(&"c3".repeat(32)))),
        ] {
            let text = record.to_string();
            assert!(text.len() < 255, "{text}");
            assert_eq!(FileRecord::parse(&text), record);
        }
    }

    #[test]
    fn what_is_neither_is_a_checksum_of_no_file() {
        for text in ["", "up", "up begun after x y", "sideways begun after 1 y"] {
            assert_eq!(FileRecord::parse(text), FileRecord::Applied(text.to_owned()));
        }
    }
}
