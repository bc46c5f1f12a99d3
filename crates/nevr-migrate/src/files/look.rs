//! Looking at a database before a file is run: what is there, and what is on record.

use nevr_schema::Owner;
use sea_orm::DatabaseTransaction;

use super::{
    error::FilesError,
    history::{History, HistoryError, history},
    migration::{Direction, Migration},
    standing::Standing,
};
use crate::{
    catalogue::{Catalogue, TABLES},
    dialect::Dialect,
    drift::compare,
    goal::Target,
    ledger::{self, Ledger},
    snapshot::Snapshots,
};

/// A database as it is, beside the migrations that it is brought forward by.
pub(super) struct Look<'l> {
    dialect: &'static dyn Dialect,
    target: &'l Target,
    folder: &'l [Migration],
    /// Every name, with the details of nevr's own tables.
    pub(super) names: Catalogue,
    pub(super) ledger: Ledger,
    /// The details of every table that is on record, or that a migration makes.
    live: Catalogue,
}

impl<'l> Look<'l> {
    pub(super) async fn at(
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

    /// The folder beside the ledger.
    pub(super) fn history(&self) -> Result<History<'l>, HistoryError> {
        history(self.folder, &self.records())
    }

    /// The migration that stopped half-way, and which way it was on.
    pub(super) fn half_way(&self) -> Option<(String, Direction)> {
        self.records().into_iter().find_map(|(name, standing)| match standing {
            Standing::Begun(progress) => Some((name, progress.direction)),
            Standing::Applied(_) => None,
        })
    }

    fn records(&self) -> Vec<(String, Standing)> {
        let record = |(name, text): &(String, String)| (name.clone(), Standing::of(text));
        self.ledger.files.iter().map(record).collect()
    }

    /// How the database differs from these snapshots, one thing a line.
    pub(super) fn differences(&self, expected: &Snapshots) -> Vec<String> {
        let known = &self.ledger.snapshots;
        let mut found = Vec::new();
        let owners = known.owners().filter(|owner| self.counts(owner)).chain(expected.owners());
        for owner in owners.collect::<std::collections::BTreeSet<_>>() {
            let [known, expected] = [known, expected].map(|all| all.get(owner).cloned());
            if known.unwrap_or_default() != expected.unwrap_or_default() {
                found.push(format!("{owner} has something else on record"));
            }
        }
        // What nevr did not make is nobody's business here.
        let drift = compare(self.dialect, expected, &self.live);
        found.extend(drift.iter().filter(|drift| !drift.is_foreign()).map(ToString::to_string));
        found
    }

    /// Whether what an owner left in the database matters. What a plugin left that was tried out
    /// once, and that neither the config nor a migration knows, does not.
    fn counts(&self, owner: &Owner) -> bool {
        let mut folder = self.folder.iter();
        self.target.has(owner) || folder.any(|migration| migration.after.get(owner).is_some())
    }
}
