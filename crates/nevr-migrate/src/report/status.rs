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
