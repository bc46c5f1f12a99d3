//! How far a database is from its target.

use std::fmt;

use sea_orm::DatabaseConnection;

use super::{
    MigrateError, MigrationId, PluginMigration, Refusal, Step, Target, dialect::dialect_of,
    survey::Survey,
};
use crate::schema::Owner;

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
    /// What stays although its owner, who takes part, does not declare it any more.
    pub retained: Vec<Retained>,
    /// What stays of owners that are switched off.
    pub dormant: Vec<Dormant>,
    /// Tables and views that nevr did not make.
    pub foreign: Vec<String>,
}

/// Something that stays although its owner does not declare it any more.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Retained {
    /// A table.
    Entity {
        /// Whose it is.
        owner: Owner,
        /// Its name.
        entity: String,
    },
    /// A column.
    Field {
        /// Whose it is.
        owner: Owner,
        /// Its table.
        entity: String,
        /// Its name.
        field: String,
    },
    /// An index that does not keep rows from anything.
    Index {
        /// Whose it is.
        owner: Owner,
        /// Its table.
        entity: String,
        /// Its name.
        index: String,
    },
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
    Ok(Status {
        pending: survey.pending.iter().copied().map(PluginMigration::id).collect(),
        applied: survey.applied,
        steps: survey.plan.steps,
        refusals: survey.plan.refusals,
        retained: survey.plan.retained,
        dormant: survey.plan.dormant,
        foreign: survey.plan.foreign,
    })
}

impl Status {
    /// Whether nothing is missing and nothing is refused.
    pub fn is_current(&self) -> bool {
        self.steps.is_empty() && self.pending.is_empty() && self.refusals.is_empty()
    }
}

impl fmt::Display for Retained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entity { owner, entity } => write!(f, "table {entity} ({})", owner.as_str()),
            Self::Field { owner, entity, field } => {
                write!(f, "column {entity}.{field} ({})", owner.as_str())
            }
            Self::Index { owner, entity, index } => {
                write!(f, "index {index} on {entity} ({})", owner.as_str())
            }
        }
    }
}

/// What is missing, one thing a line.
impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.steps {
            writeln!(f, "  {step}")?;
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
