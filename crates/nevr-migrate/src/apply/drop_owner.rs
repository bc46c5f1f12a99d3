//! Dropping what an owner that is switched off has in the database.

use std::collections::BTreeSet;

use nevr_schema::Owner;
use sea_orm::{DatabaseConnection, DatabaseTransaction};

use super::push::Applied;
use crate::{
    dialect::{Dialect, dialect_of},
    goal::{Options, Target},
    ledger::{self, Ledger, Look, look},
    lock::{Locked, Place},
    plan::{Plan, Rules, World, plan_drop},
    push_plan::count,
    report::{Loss, MigrateError, Refusal, Status, Step},
};

/// What dropping takes.
struct Drop {
    owners: BTreeSet<Owner>,
    plan: Plan,
    losses: Vec<Loss>,
}

/// Says what [`drop_owner`] would do. Writes nothing.
pub async fn plan_drop_owner(
    db: &DatabaseConnection,
    target: &Target,
    owner: &Owner,
) -> Result<Status, MigrateError> {
    let dialect = dialect_of(db)?;
    let transaction = dialect.read(db).await?;
    let found = survey(dialect, &transaction, target, owner).await;
    transaction.rollback().await?;
    let found = found?;
    Ok(Status {
        steps: found.plan.steps(dialect),
        refusals: found.plan.refusals,
        losses: found.losses,
        ..Status::default()
    })
}

/// Drops the tables and columns of an owner, and of the plugins below it, and forgets them: they
/// begin anew when they are switched on again, their hand-written migrations included. Refused
/// while one of them is switched on, or where others have columns in these tables or refer to them.
pub async fn drop_owner(
    db: &DatabaseConnection,
    target: &Target,
    owner: &Owner,
    options: Options,
) -> Result<Applied, MigrateError> {
    let dialect = dialect_of(db)?;
    let place = if dialect.needs_foreign_keys_off() { Place::Apart } else { Place::Usual };
    let locked = Locked::new(dialect, db, place).await?;
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
    let found = survey(dialect, &on.transaction, target, owner).await?;
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

async fn survey(
    dialect: &dyn Dialect,
    db: &DatabaseTransaction,
    target: &Target,
    owner: &Owner,
) -> Result<Drop, MigrateError> {
    let Look { ledger: Ledger { snapshots: known, applied, .. }, live, .. } =
        look(dialect, db).await?;
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
    let world = World { dialect, schema: &schema, live, known, off, rules: Rules::Careful };
    let mut plan = plan_drop(&world, &owners);
    let losses = count(&mut plan, db).await?;
    Ok(Drop { owners, plan, losses })
}
