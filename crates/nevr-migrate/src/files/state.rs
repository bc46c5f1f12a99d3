//! How far a database is along the migrations of its folder, and what brings it forward.

use std::{collections::BTreeSet, fmt};

use nevr_schema::Owner;
use sea_orm::{DatabaseConnection, DatabaseTransaction};

use super::{
    draft::Draft,
    error::FilesError,
    history::{FileRecord, History, HistoryError, Progress, half_way},
    migration::{Direction, Migration, by_hand_ids},
    name::FileName,
};
use crate::{
    catalogue::{Catalogue, TABLES},
    check::Count,
    dialect::{Dialect, dialect_of},
    drift::compare,
    goal::{MigrationId, Target},
    ledger::{self, Ledger},
    report::{MigrateError, Step},
    snapshot::Snapshots,
};

/// How far a database is along a folder's migrations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct State {
    /// The applied migrations, the oldest first.
    pub applied: Vec<FileName>,
    /// The migration that stopped half-way.
    pub begun: Option<FileName>,
    /// The migrations that are not applied yet, the oldest first.
    pub pending: Vec<FileName>,
    /// Migrations by hand that applied files name and that have not run yet.
    pub by_hand: Vec<MigrationId>,
    /// How the database differs from the last applied migration, one difference per line.
    pub drift: Vec<String>,
    /// The steps to the schema that no migration brings yet. Empty if they can't be planned.
    pub beyond: Vec<Step>,
    /// Whether the database already has what the pending migrations bring, so that they are
    /// recorded without being run.
    pub adoptable: bool,
}

impl State {
    /// Returns whether every migration is applied.
    pub fn is_current(&self) -> bool {
        self.begun.is_none() && self.pending.is_empty() && self.by_hand.is_empty()
    }

    /// Returns the migrations to finish or apply, in their order.
    pub fn missing(&self) -> Vec<FileName> {
        self.begun.iter().chain(&self.pending).cloned().collect()
    }
}

/// Writes what is missing, one thing per line.
impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = &self.begun {
            writeln!(f, "  finish migration {name}, which stopped half-way")?;
        }
        for name in &self.pending {
            let verb = if self.adoptable { "record" } else { "apply" };
            writeln!(f, "  {verb} migration {name}")?;
        }
        for migration in &self.by_hand {
            writeln!(f, "  run migration {migration}")?;
        }
        Ok(())
    }
}

/// Returns how far a database is. Writes nothing, and needs no right to write.
pub async fn state(
    db: &DatabaseConnection,
    target: &Target,
    folder: &[Migration],
) -> Result<State, FilesError> {
    let inspection = inspect(db, target, folder).await?;
    let history = inspection.history()?;
    let names = |all: &[Migration]| all.iter().map(|it| it.name.clone()).collect();
    let draft = Draft::new(inspection.dialect.provider(), folder, target);
    let mut state = State {
        applied: names(history.applied),
        begun: history.begun.as_ref().map(|(migration, _)| migration.name.clone()),
        pending: names(history.pending),
        beyond: draft.map(|draft| draft.steps().to_vec()).unwrap_or_default(),
        ..State::default()
    };
    if state.begun.is_none() && !inspection.ledger.copying {
        state.drift = inspection.differences(&history.snapshots());
        match inspection.next_action() {
            Ok(NextAction::Adopt(_)) => state.adoptable = true,
            Ok(NextAction::ByHand(ids)) => state.by_hand = ids,
            Ok(NextAction::Run(..) | NextAction::Nothing) | Err(FilesError::Drift(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(state)
}

/// Refuses a database on which a migration stopped half-way. Any other change to it would create
/// what the rest of the file is going to create.
pub async fn refuse_half_way(db: &DatabaseConnection) -> Result<(), FilesError> {
    let records = inspect(db, &Target::default(), &[]).await?.records();
    match half_way(&records) {
        Some((migration, direction)) => Err(FilesError::HalfWay { migration, direction }),
        None => Ok(()),
    }
}

/// The content of a database's ledger and catalogue, beside the folder and the schema that they are
/// compared with.
pub(super) struct Inspection<'l> {
    dialect: &'static dyn Dialect,
    target: &'l Target,
    folder: &'l [Migration],
    /// The names of all objects, with the details of nevr's own tables.
    pub(super) names: Catalogue,
    pub(super) ledger: Ledger,
    /// The details of every table that is on record or that a migration creates.
    live: Catalogue,
}

/// Inspects a database in a read transaction of its own.
pub(super) async fn inspect<'l>(
    db: &DatabaseConnection,
    target: &'l Target,
    folder: &'l [Migration],
) -> Result<Inspection<'l>, FilesError> {
    let dialect = dialect_of(db)?;
    let transaction = dialect.read(db).await?;
    let inspection = Inspection::new(dialect, &transaction, target, folder).await;
    transaction.rollback().await?;
    inspection
}

/// What is to be done next to bring a database forward.
pub(super) enum NextAction<'m> {
    /// Nothing: every migration is applied.
    Nothing,
    /// Run these migrations by hand, which applied files name.
    ByHand(Vec<MigrationId>),
    /// Record these as applied without running them: the database has what they bring.
    Adopt(&'m [Migration]),
    /// Run this one, from where it stopped if it has begun.
    Run(&'m Migration, Option<Progress>),
}

impl NextAction<'_> {
    /// Returns whether it runs with SQLite's foreign keys off.
    pub(super) fn foreign_keys_off(&self) -> bool {
        matches!(self, Self::Run(migration, _) if migration.up.foreign_keys_off)
    }
}

impl<'l> Inspection<'l> {
    pub(super) async fn new(
        dialect: &'static dyn Dialect,
        db: &DatabaseTransaction,
        target: &'l Target,
        folder: &'l [Migration],
    ) -> Result<Self, FilesError> {
        let names = dialect.catalogue(db, &TABLES.map(str::to_owned).into()).await?;
        let ledger = ledger::read(db, &names).await?;
        let mut tables = ledger.snapshots.tables();
        tables.extend(folder.iter().flat_map(|migration| migration.after.tables()));
        let live = dialect.catalogue(db, &tables).await?;
        Ok(Self { dialect, target, folder, names, ledger, live })
    }

    /// Divides the folder by the ledger's records.
    pub(super) fn history(&self) -> Result<History<'l>, HistoryError> {
        History::new(self.folder, &self.records())
    }

    /// Returns the tables and columns that are there of those that would be counted.
    pub(super) fn existing(&self, counts: Vec<Count>) -> Vec<Count> {
        let is_there = |count: &Count| match (&count.column, self.live.table(&count.table)) {
            (Some(column), Some(table)) => table.column(column).is_some(),
            (Some(_), None) => false,
            (None, _) => self.names.has_table(&count.table),
        };
        counts.into_iter().filter(is_there).collect()
    }

    fn records(&self) -> Vec<(String, FileRecord)> {
        FileRecord::parse_all(&self.ledger.files)
    }

    /// Returns what is to be done next to bring the database forward.
    pub(super) fn next_action(&self) -> Result<NextAction<'l>, FilesError> {
        self.refuse_half_copied()?;
        let history = self.history()?;
        if let Some((migration, progress)) = history.begun {
            return match progress.direction {
                Direction::Up => Ok(NextAction::Run(migration, Some(progress))),
                direction @ Direction::Down => {
                    Err(FilesError::HalfWay { migration: migration.name.to_string(), direction })
                }
            };
        }
        let [first, ..] = history.pending else {
            let ids = self.pending_by_hand(history.applied);
            return Ok(if ids.is_empty() { NextAction::Nothing } else { NextAction::ByHand(ids) });
        };
        let differences = self.differences(&history.snapshots());
        if differences.is_empty() {
            return Ok(NextAction::Run(first, None));
        }
        let is_at = |migration: &Migration| self.differences(&migration.after).is_empty();
        if let Some(last) = history.pending.iter().position(is_at) {
            return Ok(NextAction::Adopt(&history.pending[..=last]));
        }
        // It was pushed, to what the next migration to be written will bring.
        if self.is_at_schema() {
            return Ok(NextAction::Adopt(history.pending));
        }
        Err(FilesError::Drift(differences))
    }

    /// Refuses a database to which a copy was interrupted.
    pub(super) fn refuse_half_copied(&self) -> Result<(), MigrateError> {
        if self.ledger.copying { Err(MigrateError::CopyInterrupted) } else { Ok(()) }
    }

    /// Returns the migrations by hand of active plugins that did not run with the file that names
    /// them: the file was adopted, it ran with foreign keys off, or the plugin was switched off.
    fn pending_by_hand(&self, applied: &[Migration]) -> Vec<MigrationId> {
        let is_active = |id: &&MigrationId| self.target.migrations.iter().any(|it| it.id() == **id);
        by_hand_ids(applied)
            .into_iter()
            .filter(|id| !self.ledger.applied.contains(id))
            .filter(is_active)
            .cloned()
            .collect()
    }

    /// Returns whether the database matches the schema.
    pub(super) fn is_at_schema(&self) -> bool {
        self.differences(&Snapshots::of(&self.target.schema).into_recorded()).is_empty()
    }

    /// Returns how the database differs from these snapshots, one difference per line. Objects that
    /// nevr did not create are no difference.
    pub(super) fn differences(&self, expected: &Snapshots) -> Vec<String> {
        let known = &self.ledger.snapshots;
        let mut found = Vec::new();
        let owners =
            known.owners().filter(|owner| self.is_relevant(owner)).chain(expected.owners());
        for owner in owners.collect::<BTreeSet<_>>() {
            let [known, expected] = [known, expected].map(|all| all.get(owner).cloned());
            if known.unwrap_or_default() != expected.unwrap_or_default() {
                found.push(format!("the ledger has another schema on record for {owner}"));
            }
        }
        let drift = compare(self.dialect, expected, &self.live);
        found.extend(drift.iter().filter(|drift| !drift.is_foreign()).map(ToString::to_string));
        found
    }

    /// Returns whether what an owner has on record is compared. A plugin that was tried out once is
    /// not, if neither the config nor a migration has it.
    fn is_relevant(&self, owner: &Owner) -> bool {
        let mut folder = self.folder.iter();
        self.target.has(owner) || folder.any(|migration| migration.after.get(owner).is_some())
    }
}
