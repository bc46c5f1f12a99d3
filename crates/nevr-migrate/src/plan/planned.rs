//! What comes out of planning.

use nevr_schema::Owner;

use crate::{
    check::{Check, Count},
    dialect::{Dialect, Operation},
    report::{Change, Dormant, Refusal, Step},
    snapshot::Snapshots,
};

/// What it takes to get from what is to what should be.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// In the order in which they run.
    pub(crate) operations: Vec<Planned>,
    /// What must hold of the rows.
    pub(crate) checks: Vec<Check>,
    pub(crate) refusals: Vec<Refusal>,
    /// What would be lost, to be counted.
    pub(crate) losses: Vec<Count>,
    pub(crate) dormant: Vec<Dormant>,
    /// Tables and views that nobody has on record.
    pub(crate) foreign: Vec<String>,
    /// What will be on record of the owners that take part.
    pub(crate) snapshots: Snapshots,
}

/// An operation, in both kinds of words.
#[derive(Clone, Debug)]
pub(crate) struct Planned {
    pub(crate) change: Change,
    pub(crate) owner: Owner,
    pub(crate) operation: Operation,
}

impl Plan {
    /// The statements, with what changes by each.
    pub(crate) fn steps(&self, dialect: &dyn Dialect) -> Vec<Step> {
        let steps = |planned: &Planned| {
            let (change, owner) = (planned.change.clone(), planned.owner.clone());
            let statements = dialect.statements(&planned.operation).into_iter();
            statements.map(move |sql| Step { change: change.clone(), owner: owner.clone(), sql })
        };
        self.operations.iter().flat_map(steps).collect()
    }

    /// Whether it takes tables away, for some time or for good.
    pub(crate) fn takes_tables(&self) -> bool {
        self.operations.iter().any(|planned| {
            matches!(planned.operation, Operation::Rebuild { .. } | Operation::DropTable { .. })
        })
    }
}
