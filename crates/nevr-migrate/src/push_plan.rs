//! Looking at a database, inside whatever transaction it is looked at in.

use sea_orm::DatabaseTransaction;

use crate::{
    catalogue::Catalogue,
    dialect::Dialect,
    goal::{MigrationId, PluginMigration, Target},
    ledger::{Ledger, Look, look},
    plan::{Plan, Rules, World, plan},
    report::{Loss, MigrateError},
    snapshot::Snapshots,
};

/// A database as it is, and what it takes to bring it to its target.
pub(crate) struct Survey<'t> {
    pub(crate) plan: Plan,
    /// What that would lose.
    pub(crate) losses: Vec<Loss>,
    /// Hand-written migrations that did not run yet, in the order in which they will.
    pub(crate) pending: Vec<&'t PluginMigration>,
    pub(crate) applied: Vec<MigrationId>,
    pub(crate) known: Snapshots,
    /// The names in the database, with the details of nevr's own tables.
    pub(crate) names: Catalogue,
}

impl<'t> Survey<'t> {
    /// Reads the database and plans. Writes nothing.
    pub(crate) async fn new(
        dialect: &dyn Dialect,
        db: &DatabaseTransaction,
        target: &'t Target,
    ) -> Result<Self, MigrateError> {
        let Look { ledger: Ledger { snapshots: known, applied, .. }, live, names } =
            look(dialect, db).await?;
        let off = known.owners().filter(|owner| !target.has(owner)).cloned().collect();
        let schema = &target.schema;
        let mut world = World { dialect, schema, live, known, off, rules: Rules::Careful };
        let mut plan = plan(&world);
        for check in std::mem::take(&mut plan.checks) {
            plan.refusals.extend(check.run(db).await?);
        }
        let losses = count(&mut plan, db).await?;
        let pending =
            target.migrations.iter().filter(|migration| !applied.contains(&migration.id()));
        let pending = pending.collect();
        let known = std::mem::take(&mut world.known);
        Ok(Self { plan, losses, pending, applied, known, names })
    }

    /// Whether what is on record of the owners that take part is not what will be.
    pub(crate) fn is_unrecorded(&self) -> bool {
        self.plan.snapshots.iter().any(|(owner, snapshot)| self.known.get(owner) != Some(snapshot))
    }

    /// Whether a migration of an owner that takes part broke off.
    pub(crate) fn is_unfinished(&self) -> bool {
        let mut owners = self.plan.snapshots.owners();
        owners.any(|owner| self.known.get(owner).is_some_and(|snapshot| snapshot.unfinished))
    }
}

/// Counts what a plan would lose.
pub(crate) async fn count(
    plan: &mut Plan,
    db: &DatabaseTransaction,
) -> Result<Vec<Loss>, MigrateError> {
    let mut losses = Vec::new();
    for loss in std::mem::take(&mut plan.losses) {
        losses.push(loss.run(db).await?);
    }
    Ok(losses)
}
