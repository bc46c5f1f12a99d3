//! Drops what an owner that is switched off has in the database.

use std::collections::BTreeSet;

use nevr_schema::Owner;
use sea_orm::{DatabaseConnection, DatabaseTransaction};

use super::push::Applied;
use crate::{
    dialect::{Dialect, dialect_of},
    goal::{Options, Target},
    ledger::{self, Ledger, LiveState},
    lock::Locked,
    plan::{Plan, PlanInput, Rules, plan_drop},
    push_plan::count,
    report::{Loss, MigrateError, Refusal, Status, Step},
};

/// The plan of dropping an owner.
struct DropPlan {
    owners: BTreeSet<Owner>,
    plan: Plan,
    losses: Vec<Loss>,
}

/// Returns what [`drop_owner`] would do. Writes nothing.
pub async fn plan_drop_owner(
    db: &DatabaseConnection,
    target: &Target,
    owner: &Owner,
) -> Result<Status, MigrateError> {
    let dialect = dialect_of(db)?;
    let transaction = dialect.read(db).await?;
    let found = plan_drops(dialect, &transaction, target, owner).await;
    transaction.rollback().await?;
    let found = found?;
    Ok(Status {
        steps: found.plan.steps(dialect),
        refusals: found.plan.refusals,
        losses: found.losses,
        ..Status::default()
    })
}

/// Drops the tables and columns of an owner and of the plugins below it, and deletes their records:
/// when they are switched on again, they are created again and their hand-written migrations run
/// again. It is refused while one of them is switched on, and while other owners have columns in
/// these tables or refer to them.
pub async fn drop_owner(
    db: &DatabaseConnection,
    target: &Target,
    owner: &Owner,
    options: Options,
) -> Result<Applied, MigrateError> {
    let dialect = dialect_of(db)?;
    let locked = Locked::for_drops(dialect, db).await?;
    let done = apply(dialect, &locked, target, owner, options).await;
    let steps = locked.finish(done).await?;
    Ok(Applied { steps, migrations: Vec::new() })
}

async fn apply(
    dialect: &dyn Dialect,
    on: &Locked,
    target: &Target,
    owner: &Owner,
    options: Options,
) -> Result<Vec<Step>, MigrateError> {
    let found = plan_drops(dialect, &on.transaction, target, owner).await?;
    let steps = found.plan.steps(dialect);
    let mut refusals = found.plan.refusals;
    if !options.accept_data_loss {
        refusals.extend(found.losses.into_iter().map(Refusal::from));
    }
    if !refusals.is_empty() {
        return Err(MigrateError::Refused(refusals));
    }
    on.run(&steps).await?;
    for owner in &found.owners {
        ledger::forget(&on.transaction, owner).await?;
    }
    Ok(steps)
}

async fn plan_drops(
    dialect: &dyn Dialect,
    db: &DatabaseTransaction,
    target: &Target,
    owner: &Owner,
) -> Result<DropPlan, MigrateError> {
    let LiveState { ledger: Ledger { snapshots: known, applied, .. }, live, .. } =
        LiveState::read(dialect, db).await?;
    let recorded = known.owners().chain(applied.iter().map(|migration| &migration.owner));
    let owners: BTreeSet<_> = recorded.filter(|other| other.is_within(owner)).cloned().collect();
    if let Some(on) = owners.iter().chain([owner]).find(|owner| target.has(owner)) {
        return Err(MigrateError::SwitchedOn(on.clone()));
    }
    if owners.is_empty() {
        return Err(MigrateError::NothingOf(owner.clone()));
    }
    let mut stays = known.clone();
    for owner in &owners {
        stays.remove(owner);
    }
    let off = stays.owners().cloned().collect();
    let schema = stays.to_schema();
    let input = PlanInput {
        dialect,
        schema: &schema,
        live,
        recorded: known,
        switched_off: off,
        rules: Rules::Careful,
    };
    let mut plan = plan_drop(&input, &owners);
    let losses = count(&mut plan, db).await?;
    Ok(DropPlan { owners, plan, losses })
}
