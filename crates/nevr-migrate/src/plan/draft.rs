//! A plan that is being made.

use std::collections::BTreeMap;

use nevr_schema::{Entity, Field, Origin, Owner};

use super::{
    input::PlanInput,
    phase::Phase,
    planned::{Plan, Planned},
    rebuild,
    table_draft::TableDraft,
};
use crate::{
    catalogue::Table,
    check::{Check, Count},
    dialect::{Dialect, Operation},
    report::{Change, Reason, Refusal},
};

/// A plan that is being made.
pub(super) struct Draft<'w> {
    pub(super) input: &'w PlanInput<'w>,
    pub(super) refusals: Vec<Refusal>,
    pub(super) checks: Vec<Check>,
    pub(super) losses: Vec<Count>,
    operations: Vec<(Phase, Planned)>,
    /// What is planned for existing tables, by table.
    tables: BTreeMap<String, TableDraft<'w>>,
}

impl<'w> Draft<'w> {
    pub(super) fn new(input: &'w PlanInput<'w>) -> Self {
        Self {
            input,
            refusals: Vec::new(),
            checks: Vec::new(),
            losses: Vec::new(),
            operations: Vec::new(),
            tables: BTreeMap::new(),
        }
    }

    pub(super) fn dialect(&self) -> &'w dyn Dialect {
        self.input.dialect
    }

    pub(super) fn refuse(
        &mut self,
        origin: &Origin,
        entity: &str,
        field: Option<&str>,
        reason: Reason,
    ) {
        self.refusals.push(Refusal {
            origin: origin.clone(),
            entity: entity.to_owned(),
            field: field.map(str::to_owned),
            reason,
        });
    }

    pub(super) fn refuse_field(&mut self, entity: &Entity, field: &Field, reason: Reason) {
        self.refuse(&field.origin, &entity.name, Some(&field.name), reason);
    }

    /// Adds an operation on a table that does not exist yet, or is dropped.
    pub(super) fn add(&mut self, change: Change, owner: &Owner, operation: Operation) {
        let phase = Phase::of(&operation);
        self.operations.push((phase, Planned { change, owner: owner.clone(), operation }));
    }

    /// Returns the draft of a table that exists and stays.
    pub(super) fn table(&mut self, live: &'w Table, origin: &Origin) -> &mut TableDraft<'w> {
        let draft = || TableDraft { live, origin: origin.clone(), planned: Vec::new() };
        self.tables.entry(live.name.clone()).or_insert_with(draft)
    }

    /// Returns what is planned for a table that exists and stays.
    pub(super) fn planned(&self, table: &str) -> impl Iterator<Item = &Operation> {
        let planned = self.tables.get(table).into_iter().flat_map(|draft| &draft.planned);
        planned.map(|(_, planned)| &planned.operation)
    }

    /// Makes the plan: joins what needs a rebuild, and sorts the operations.
    pub(super) fn finish(mut self) -> Plan {
        for (name, table) in std::mem::take(&mut self.tables) {
            match rebuild::fold(self.input.dialect, &table) {
                Ok(planned) => self.operations.extend(planned),
                Err(reason) => self.refuse(&table.origin, &name, None, reason),
            }
        }
        self.operations.sort_by_key(|(phase, _)| *phase);
        Plan {
            operations: self.operations.into_iter().map(|(_, planned)| planned).collect(),
            checks: self.checks,
            refusals: self.refusals,
            losses: self.losses,
            ..Plan::default()
        }
    }
}
