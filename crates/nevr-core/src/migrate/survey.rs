//! Looking at a database, inside whatever transaction it is looked at in.

use std::collections::BTreeSet;

use sea_orm::DatabaseTransaction;

use super::{
    MigrateError, MigrationId, PluginMigration, Target,
    catalogue::Catalogue,
    dialect::Dialect,
    ledger::{self, Ledger, TABLES},
    plan::{Plan, World, plan},
    snapshot::{Snapshot, Snapshots},
};

/// A database as it is, and what it takes to bring it to its target.
pub(super) struct Survey<'t> {
    pub(super) plan: Plan,
    /// Hand-written migrations that did not run yet, in the order in which they will.
    pub(super) pending: Vec<&'t PluginMigration>,
    pub(super) applied: Vec<MigrationId>,
    known: Snapshots,
    names: Catalogue,
}

impl<'t> Survey<'t> {
    /// Reads the database and plans. Writes nothing.
    pub(super) async fn new(
        dialect: &dyn Dialect,
        db: &DatabaseTransaction,
        target: &'t Target,
    ) -> Result<Self, MigrateError> {
        let names = dialect.catalogue(db, &TABLES.map(str::to_owned).into()).await?;
        let Ledger { snapshots: known, applied } = ledger::read(db, &names).await?;
        let live = dialect.catalogue(db, &entities(&known)).await?;
        let mut world = World { dialect, target, live, known };
        let mut plan = plan(&world);
        for check in std::mem::take(&mut plan.checks) {
            plan.refusals.extend(check.run(db).await?);
        }
        let pending =
            target.migrations.iter().filter(|migration| !applied.contains(&migration.id()));
        let pending = pending.collect();
        Ok(Self { plan, pending, applied, known: std::mem::take(&mut world.known), names })
    }

    /// The snapshots that are not on record as they will be.
    pub(super) fn unrecorded(&self) -> impl Iterator<Item = (&crate::schema::Owner, &Snapshot)> {
        self.plan.snapshots.iter().filter(|(owner, snapshot)| {
            self.known.get(owner).is_none_or(|known| known != *snapshot)
        })
    }

    /// The names in the database, with the details of nevr's own tables.
    pub(super) fn names(&self) -> &Catalogue {
        &self.names
    }
}

fn entities(known: &Snapshots) -> BTreeSet<String> {
    let parts = known.values().flat_map(Snapshot::parts);
    parts.map(|(entity, _)| entity.clone()).collect()
}
