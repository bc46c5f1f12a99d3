//! A plan.

use nevr_schema::Owner;

use crate::{
    check::{Check, Count},
    dialect::{Dialect, Operation},
    report::{Change, Dormant, Refusal, Step},
    snapshot::Snapshots,
};

/// The operations that bring a database to its schema, with what they depend on and what they lose.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// In the order in which they run.
    pub(crate) operations: Vec<Planned>,
    /// What must hold of the rows before it may run.
    pub(crate) checks: Vec<Check>,
    pub(crate) refusals: Vec<Refusal>,
    /// What would be lost; to be counted.
    pub(crate) losses: Vec<Count>,
    pub(crate) dormant: Vec<Dormant>,
    /// Tables and views that no owner has on record.
    pub(crate) foreign: Vec<String>,
    /// What will be on record of the owners that are switched on.
    pub(crate) snapshots: Snapshots,
}

/// An operation, with the change of the schema that it is part of.
#[derive(Clone, Debug)]
pub(crate) struct Planned {
    pub(crate) change: Change,
    pub(crate) owner: Owner,
    pub(crate) operation: Operation,
}

impl Plan {
    /// Returns the statements, each with the change that it is part of.
    pub(crate) fn steps(&self, dialect: &dyn Dialect) -> Vec<Step> {
        let steps = |planned: &Planned| {
            let (change, owner) = (planned.change.clone(), planned.owner.clone());
            let statements = dialect.statements(&planned.operation).into_iter();
            statements.map(move |sql| Step { change: change.clone(), owner: owner.clone(), sql })
        };
        self.operations.iter().flat_map(steps).collect()
    }

    /// Whether it drops or rebuilds tables.
    pub(crate) fn drops_tables(&self) -> bool {
        self.operations.iter().any(|planned| {
            matches!(planned.operation, Operation::Rebuild { .. } | Operation::DropTable { .. })
        })
    }
}
