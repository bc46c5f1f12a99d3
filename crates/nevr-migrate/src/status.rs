//! How far a database is from its target.

use sea_orm::DatabaseConnection;

use crate::{
    dialect::dialect_of,
    goal::{PluginMigration, Target},
    push_plan::Survey,
    report::{MigrateError, Status},
};

/// Compares a database with its target. It writes nothing, and needs no right to.
pub async fn status(db: &DatabaseConnection, target: &Target) -> Result<Status, MigrateError> {
    target.check_names()?;
    let dialect = dialect_of(db)?;
    let transaction = dialect.read(db).await?;
    let survey = Survey::new(dialect, &transaction, target).await;
    transaction.rollback().await?;
    let survey = survey?;
    let unfinished = survey.is_unfinished();
    Ok(Status {
        unfinished,
        losses: survey.losses,
        pending: survey.pending.iter().copied().map(PluginMigration::id).collect(),
        applied: survey.applied,
        steps: survey.plan.steps(dialect),
        refusals: survey.plan.refusals,
        dormant: survey.plan.dormant,
        foreign: survey.plan.foreign,
    })
}
