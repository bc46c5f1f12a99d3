//! How far a database is from its target.

use std::fmt;

use nevr_schema::Owner;
use sea_orm::DatabaseConnection;

use crate::{
    dialect::dialect_of,
    error::MigrateError,
    loss::Loss,
    refusal::Refusal,
    step::{Step, changes},
    survey::Survey,
    target::{MigrationId, PluginMigration, Target},
};

/// How far a database is from its target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Status {
    /// The structural steps that are missing, in the order in which they would run.
    pub steps: Vec<Step>,
    /// The hand-written migrations that did not run yet, in the order in which they would.
    pub pending: Vec<MigrationId>,
    /// Those that ran, of plugins that are switched off too.
    pub applied: Vec<MigrationId>,
    /// What can't be done. While there is one, nothing is done.
    pub refusals: Vec<Refusal>,
    /// What the steps would lose: a push refuses unless that is accepted.
    pub losses: Vec<Loss>,
    /// What stays of owners that are switched off.
    pub dormant: Vec<Dormant>,
    /// Tables and views that nevr did not make.
    pub foreign: Vec<String>,
    /// Whether a migration broke off half-way; the next push goes on from there.
    pub unfinished: bool,
}

/// What stays of an owner that is switched off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dormant {
    /// The owner.
    pub owner: Owner,
    /// Its tables.
    pub tables: Vec<String>,
    /// Its columns in tables of others: `user.isAnonymous`.
    pub columns: Vec<String>,
}

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

impl Status {
    /// Whether nothing is missing, nothing is refused, and no migration is half done.
    pub fn is_current(&self) -> bool {
        self.steps.is_empty()
            && self.pending.is_empty()
            && self.refusals.is_empty()
            && !self.unfinished
    }
}

/// What is missing, one thing a line.
impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.unfinished {
            writeln!(f, "  finish a migration that broke off")?;
        }
        for step in changes(&self.steps) {
            writeln!(f, "  {step}")?;
        }
        for loss in &self.losses {
            writeln!(f, "  lose {loss}")?;
        }
        for migration in &self.pending {
            writeln!(f, "  run migration {migration}")?;
        }
        for refusal in &self.refusals {
            writeln!(f, "  {refusal}")?;
        }
        Ok(())
    }
}
