//! What is planned for one existing table.

use nevr_schema::{Origin, Owner};

use super::{phase::Phase, planned::Planned};
use crate::{catalogue::Table, dialect::Operation, report::Change};

/// What is planned for a table that exists and stays.
pub(super) struct TableDraft<'w> {
    pub(super) live: &'w Table,
    /// Where the entity is declared.
    pub(super) origin: Origin,
    pub(super) planned: Vec<(Phase, Planned)>,
}

impl TableDraft<'_> {
    pub(super) fn add(&mut self, change: Change, owner: &Owner, operation: Operation) {
        let phase = Phase::of(&operation);
        self.add_in(phase, change, owner, operation);
    }

    pub(super) fn add_in(
        &mut self,
        phase: Phase,
        change: Change,
        owner: &Owner,
        operation: Operation,
    ) {
        self.planned.push((phase, Planned { change, owner: owner.clone(), operation }));
    }
}
