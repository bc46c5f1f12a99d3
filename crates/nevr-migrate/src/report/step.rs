//! One statement on the way to a schema.

use std::fmt;

use nevr_schema::Owner;

use super::change::Change;

/// One statement, and what changes by it. A change may take several: they follow one another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What changes.
    pub change: Change,
    /// Whose table, column or index it is.
    pub owner: Owner,
    /// The one statement that it runs.
    pub sql: String,
}

/// The steps that begin a change: to name each change once.
pub fn changes(steps: &[Step]) -> impl Iterator<Item = &Step> {
    let begins = |at: usize| at == 0 || steps[at - 1].change != steps[at].change;
    steps.iter().enumerate().filter(move |(at, _)| begins(*at)).map(|(_, step)| step)
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.change, self.owner.as_str())
    }
}
