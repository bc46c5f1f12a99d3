//! Bringing a database to its target.

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction};
use sea_orm_migration::SchemaManager;

use super::{
    MigrateError, MigrationId, PluginMigration, Step, Target,
    dialect::{Dialect, dialect_of},
    ledger,
    survey::Survey,
};
use crate::env::Timestamp;

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// The structural steps, in the order in which they ran.
    pub steps: Vec<Step>,
    /// The hand-written migrations, in the order in which they ran.
    pub migrations: Vec<MigrationId>,
}

impl Applied {
    /// Whether there was nothing to do.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.migrations.is_empty()
    }
}

/// Brings a database to its target, in one transaction: structural steps, then hand-written
/// migrations. Whatever fails, the database is as it was before.
///
/// The lock comes first, and the plan is made under it: of two processes that start at once, the
/// second finds nothing left to do.
pub async fn push(
    db: &DatabaseConnection,
    target: &Target,
    now: Timestamp,
) -> Result<Applied, MigrateError> {
    target.check_names()?;
    let dialect = dialect_of(db)?;
    let transaction = dialect.lock(db).await?;
    let done = apply(dialect, &transaction, target, now).await;
    if let Err(error) = dialect.unlock(&transaction).await {
        tracing::warn!(%error, "could not give back the lock of migrations");
    }
    match done {
        Ok(applied) => {
            transaction.commit().await?;
            Ok(applied)
        }
        Err(error) => {
            // The first error says what went wrong; a connection that can't even roll back is
            // closed, which does the same.
            if let Err(error) = transaction.rollback().await {
                tracing::warn!(%error, "could not roll back a migration");
            }
            Err(error)
        }
    }
}

async fn apply(
    dialect: &dyn Dialect,
    db: &DatabaseTransaction,
    target: &Target,
    now: Timestamp,
) -> Result<Applied, MigrateError> {
    let mut survey = Survey::new(dialect, db, target).await?;
    if !survey.plan.refusals.is_empty() {
        return Err(MigrateError::Refused(survey.plan.refusals));
    }
    let steps = std::mem::take(&mut survey.plan.steps);
    let unrecorded = survey.unrecorded().next().is_some();
    if unrecorded || !survey.pending.is_empty() {
        ledger::create(db, survey.names()).await?;
    }
    for step in &steps {
        run(db, step).await?;
    }
    let mut migrations = Vec::new();
    for migration in &survey.pending {
        migrations.push(migrate(db, migration, now).await?);
    }
    for (owner, snapshot) in survey.unrecorded() {
        ledger::record_snapshot(db, owner, snapshot, now).await?;
    }
    Ok(Applied { steps, migrations })
}

async fn run(db: &DatabaseTransaction, step: &Step) -> Result<(), MigrateError> {
    let done = db.execute_unprepared(&step.sql).await;
    done.map(drop).map_err(|source| MigrateError::Step { step: Box::new(step.clone()), source })
}

async fn migrate(
    db: &DatabaseTransaction,
    migration: &PluginMigration,
    now: Timestamp,
) -> Result<MigrationId, MigrateError> {
    let id = migration.id();
    match migration.migration.up(&SchemaManager::new(db)).await {
        Ok(()) => ledger::record_migration(db, &id, now).await?,
        Err(source) => return Err(MigrateError::Migration { migration: id, source }),
    }
    Ok(id)
}
