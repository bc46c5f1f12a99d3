//! Rebuilds: a table is created again with its rows, where the engine can't change it in place.

use super::{phase::Phase, planned::Planned, table_draft::TableDraft};
use crate::{
    catalogue::{Column, LiveIndex, Table},
    dialect::{Dialect, Operation},
    report::{Change, Reason},
};

/// Returns the operations of a table, those that can't be done in place joined to one rebuild.
pub(super) fn fold(
    dialect: &dyn Dialect,
    draft: &TableDraft,
) -> Result<Vec<(Phase, Planned)>, Reason> {
    let planned = draft.planned.iter();
    if planned.clone().all(|(_, planned)| dialect.in_place(&planned.operation)) {
        return Ok(planned.cloned().flat_map(split_drop).collect());
    }
    let (folded, mut others): (Vec<_>, Vec<_>) =
        planned.cloned().partition(|(_, planned)| is_part(&planned.operation));
    check(draft.live, &others)?;
    let mut from = draft.live.clone();
    for (phase, planned) in &mut others {
        apply(&mut from, &planned.operation);
        if *phase == Phase::DropIndexLast {
            // The rebuilt table does not get it again.
            *phase = Phase::DropIndexFirst;
        }
    }
    let mut to = from.clone();
    for (_, planned) in &folded {
        apply(&mut to, &after_renames(&planned.operation, &others));
    }
    let change = Change::RebuildTable {
        entity: to.name.clone(),
        changes: folded.into_iter().map(|(_, planned)| planned.change).collect(),
    };
    let owner = draft.origin.owner.clone();
    let operation = Operation::Rebuild { from, to };
    others.push((Phase::of(&operation), Planned { change, owner, operation }));
    Ok(others)
}

/// Splits the drop of a column with a foreign key in two: not every engine drops the key with it.
fn split_drop((phase, planned): (Phase, Planned)) -> Vec<(Phase, Planned)> {
    let Operation::DropColumn { table, column } = &planned.operation else {
        return vec![(phase, planned)];
    };
    let Some(key) = &column.reference else { return vec![(phase, planned)] };
    let (entity, field, to) = (table.clone(), column.name.clone(), key.table.clone());
    let operation = Operation::DropReference { table: table.clone(), column: column.clone() };
    let change = Change::DropReference { entity, field, to };
    let first = Planned { change, owner: planned.owner.clone(), operation };
    let bare = Column { reference: None, ..column.clone() };
    let operation = Operation::DropColumn { table: table.clone(), column: bare };
    vec![(Phase::DropReference, first), (phase, Planned { operation, ..planned })]
}

/// Whether a rebuild does the operation too; the others run before or after it.
fn is_part(operation: &Operation) -> bool {
    matches!(
        operation,
        Operation::DropColumn { .. }
            | Operation::AlterColumn { .. }
            | Operation::AddReference { .. }
            | Operation::DropReference { .. }
    )
}

fn check(live: &Table, others: &[(Phase, Planned)]) -> Result<(), Reason> {
    if !live.unsupported.is_empty() {
        return Err(Reason::CantRebuild { because: live.unsupported.clone() });
    }
    let renames =
        |(_, it): &(Phase, Planned)| matches!(it.operation, Operation::RenameColumn { .. });
    // Triggers are put back as they were written, with the old names of columns.
    if others.iter().any(renames) && !live.triggers.is_empty() {
        return Err(Reason::RenameBeforeRebuild);
    }
    Ok(())
}

/// Replaces the name of a live column by the one that it has after the renames.
fn after_renames(operation: &Operation, others: &[(Phase, Planned)]) -> Operation {
    let Operation::DropReference { table, column } = operation else { return operation.clone() };
    let mut renames = others.iter().filter_map(|(_, other)| match &other.operation {
        Operation::RenameColumn { from, to, .. } if *from == column.name => Some(to.clone()),
        _ => None,
    });
    let name = renames.next().unwrap_or_else(|| column.name.clone());
    let column = Column { name, ..column.clone() };
    Operation::DropReference { table: table.clone(), column }
}

fn apply(table: &mut Table, operation: &Operation) {
    match operation {
        Operation::AddColumn { column, .. } => table.columns.push(column.clone()),
        Operation::DropColumn { column, .. } => {
            table.columns.retain(|other| other.name != column.name);
        }
        Operation::RenameColumn { from, to, .. } => rename(table, from, to),
        Operation::AlterColumn { to, .. } => change(table, &to.name, |column| {
            *column = Column { reference: column.reference.take(), ..to.clone() };
        }),
        Operation::AddReference { column, .. } => change(table, &column.name, |is| {
            is.reference.clone_from(&column.reference);
        }),
        Operation::DropReference { column, .. } => {
            change(table, &column.name, |is| is.reference = None);
        }
        Operation::DropIndex(index) => table.indexes.retain(|other| other.name != index.name),
        _ => {}
    }
}

fn change(table: &mut Table, name: &str, change: impl FnOnce(&mut Column)) {
    if let Some(column) = table.columns.iter_mut().find(|column| column.name == name) {
        change(column);
    }
}

fn rename(table: &mut Table, from: &str, to: &str) {
    change(table, from, |column| to.clone_into(&mut column.name));
    let columns = |index: &mut LiveIndex| {
        for column in index.columns.iter_mut().flatten().filter(|column| *column == from) {
            to.clone_into(column);
        }
    };
    table.indexes.iter_mut().for_each(columns);
}
