//! How far a database is from its target.

use sea_orm::DatabaseConnection;

use crate::{
    dialect::dialect_of,
    goal::{PluginMigration, Target},
    push_plan::PushPlan,
    report::{MigrateError, Status},
};

/// Compares a database with its target. It writes nothing, and needs no right to write.
pub async fn status(db: &DatabaseConnection, target: &Target) -> Result<Status, MigrateError> {
    target.check_names()?;
    let dialect = dialect_of(db)?;
    let transaction = dialect.read(db).await?;
    let push_plan = PushPlan::new(dialect, &transaction, target).await;
    transaction.rollback().await?;
    let push_plan = push_plan?;
    let unfinished = push_plan.is_unfinished();
    Ok(Status {
        unfinished,
        copying: push_plan.copying,
        losses: push_plan.losses,
        pending: push_plan.pending.iter().copied().map(PluginMigration::id).collect(),
        applied: push_plan.applied,
        steps: push_plan.plan.steps(dialect),
        refusals: push_plan.plan.refusals,
        dormant: push_plan.plan.dormant,
        foreign: push_plan.plan.foreign,
    })
}
