//! How far a database is from its target.

use nevr_schema::Owner;
use std::fmt;

use super::{
    loss::Loss,
    refusal::Refusal,
    step::{Step, changes},
};
use crate::goal::MigrationId;

/// How far a database is from its target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Status {
    /// The missing structural steps, in the order in which they would run.
    pub steps: Vec<Step>,
    /// The hand-written migrations that have not run yet, in the order in which they would run.
    pub pending: Vec<MigrationId>,
    /// The hand-written migrations that ran, those of plugins that are switched off included.
    pub applied: Vec<MigrationId>,
    /// What can't be done. While there is a refusal, a push does nothing.
    pub refusals: Vec<Refusal>,
    /// What the steps would delete: a push refuses unless that is accepted, or is
    /// [nothing](Loss::is_nothing).
    pub losses: Vec<Loss>,
    /// What the database holds of owners that are switched off; it stays.
    pub dormant: Vec<Dormant>,
    /// Tables and views that nevr did not create.
    pub foreign: Vec<String>,
    /// Whether a push stopped half-way; the next one continues from there.
    pub unfinished: bool,
    /// Whether a copy to this database was interrupted. It has to be copied again.
    pub copying: bool,
}

/// What the database holds of an owner that is switched off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dormant {
    /// The owner.
    pub owner: Owner,
    /// Its tables.
    pub tables: Vec<String>,
    /// Its columns in tables of other owners: `user.isAnonymous`.
    pub columns: Vec<String>,
}

impl Status {
    /// Whether nothing is missing, nothing is refused, and no push stopped half-way.
    pub fn is_current(&self) -> bool {
        self.steps.is_empty()
            && self.pending.is_empty()
            && self.refusals.is_empty()
            && !self.unfinished
            && !self.copying
    }
}

/// Lists what is missing, one thing a line.
impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.copying {
            return writeln!(f, "  copy the rows again: a copy to this database broke off");
        }
        if self.unfinished {
            writeln!(f, "  finish a migration that broke off")?;
        }
        for step in changes(&self.steps) {
            writeln!(f, "  {step}")?;
        }
        for loss in self.losses.iter().filter(|loss| !loss.is_nothing()) {
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
