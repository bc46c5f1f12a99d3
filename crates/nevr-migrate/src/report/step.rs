//! One statement of a plan.

use std::fmt;

use nevr_schema::Owner;

use super::change::Change;

/// One statement, with the change that it is part of. The statements of one change follow one
/// another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The change.
    pub change: Change,
    /// The owner of the table, column or index.
    pub owner: Owner,
    /// The statement.
    pub sql: String,
}

/// Returns the first step of every change, so that each change is listed once.
pub fn changes(steps: &[Step]) -> impl Iterator<Item = &Step> {
    let begins = |at: usize| at == 0 || steps[at - 1].change != steps[at].change;
    steps.iter().enumerate().filter(move |(at, _)| begins(*at)).map(|(_, step)| step)
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.change, self.owner.as_str())
    }
}
