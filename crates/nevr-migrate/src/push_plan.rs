//! The plan of a push, made from a live database.

use sea_orm::DatabaseTransaction;

use crate::{
    catalogue::Catalogue,
    dialect::Dialect,
    goal::{MigrationId, PluginMigration, Target},
    ledger::{Ledger, LiveState},
    plan::{Plan, PlanInput, Rules, plan},
    report::{Loss, MigrateError},
    snapshot::Snapshots,
};

/// What a push would do to a database.
pub(crate) struct PushPlan<'t> {
    pub(crate) plan: Plan,
    /// What the plan would delete.
    pub(crate) losses: Vec<Loss>,
    /// Hand-written migrations that have not run yet, in the order in which they will run.
    pub(crate) pending: Vec<&'t PluginMigration>,
    pub(crate) applied: Vec<MigrationId>,
    /// Whether a copy to this database has begun and has not ended.
    pub(crate) copying: bool,
    /// What each owner last applied.
    pub(crate) recorded: Snapshots,
    /// The names in the database, with the details of nevr's own tables.
    pub(crate) names: Catalogue,
}

impl<'t> PushPlan<'t> {
    /// Reads the database and makes the plan. Writes nothing.
    pub(crate) async fn new(
        dialect: &dyn Dialect,
        db: &DatabaseTransaction,
        target: &'t Target,
    ) -> Result<Self, MigrateError> {
        let LiveState { ledger: Ledger { snapshots: recorded, applied, copying, .. }, live, names } =
            LiveState::read(dialect, db).await?;
        let off = recorded.owners().filter(|owner| !target.has(owner)).cloned().collect();
        let schema = &target.schema;
        let mut input =
            PlanInput { dialect, schema, live, recorded, switched_off: off, rules: Rules::Live };
        let mut plan = plan(&input);
        for check in std::mem::take(&mut plan.checks) {
            plan.refusals.extend(check.run(db).await?);
        }
        let losses = count(&mut plan, db).await?;
        let pending =
            target.migrations.iter().filter(|migration| !applied.contains(&migration.id()));
        let pending = pending.collect();
        let recorded = std::mem::take(&mut input.recorded);
        Ok(Self { plan, losses, pending, applied, copying, recorded, names })
    }

    /// Whether the record of an owner that is switched on will change.
    pub(crate) fn is_unrecorded(&self) -> bool {
        self.plan
            .snapshots
            .iter()
            .any(|(owner, snapshot)| self.recorded.get(owner) != Some(snapshot))
    }

    /// Whether a push of an owner that is switched on stopped half-way.
    pub(crate) fn is_unfinished(&self) -> bool {
        let mut owners = self.plan.snapshots.owners();
        owners.any(|owner| self.recorded.get(owner).is_some_and(|snapshot| snapshot.unfinished))
    }
}

/// Counts what a plan would delete.
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
