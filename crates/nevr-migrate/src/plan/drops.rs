//! Plans to drop what is on record and no longer in the schema.

use std::collections::BTreeSet;

use nevr_schema::{Entity, Origin, Owner};

use super::{
    draft::Draft,
    indexes::{self, PlannedTable},
    input::Rules,
};
use crate::{
    catalogue::{Column, Table},
    check::Count,
    dialect::Operation,
    report::{Change, Reason},
    snapshot::Part,
};

/// A table to drop.
struct Dropped<'w> {
    owner: &'w Owner,
    table: &'w Table,
}

/// Plans to drop everything that these owners have on record and the schema does not declare.
pub(super) fn plan(draft: &mut Draft, owners: &BTreeSet<Owner>) {
    let input = draft.input;
    let mut tables = Vec::new();
    for (owner, snapshot) in input.recorded.iter().filter(|(owner, _)| owners.contains(*owner)) {
        for (name, part) in &snapshot.entities {
            // A table that was dropped by hand is only forgotten.
            let Some(table) = input.live.table(name) else { continue };
            match input.schema.entity(name) {
                None => tables.push(Dropped { owner, table }),
                // A table that another owner declares now is refused elsewhere.
                Some(entity) if entity.origin.owner == *owner => {
                    fields(draft, owner, entity, table, part);
                }
                Some(_) => {}
            }
        }
        for (name, part) in &snapshot.extends {
            if let (Some(table), Some(entity)) = (input.live.table(name), input.schema.entity(name))
            {
                fields(draft, owner, entity, table, part);
            }
        }
    }
    drop_tables(draft, tables, owners);
}

/// Plans to drop the fields and indexes that an owner has on record of a table that stays, and that
/// the schema does not declare.
fn fields<'w>(
    draft: &mut Draft<'w>,
    owner: &Owner,
    entity: &Entity,
    table: &'w Table,
    part: &Part,
) {
    indexes::drop_unwanted(draft, entity, &PlannedTable::unchanged(table));
    for name in part.fields.keys().filter(|name| entity.field(name).is_none()) {
        let Some(column) = table.columns.iter().find(|column| column.name == *name) else {
            continue;
        };
        let mut planned = draft.planned(&table.name);
        let renamed =
            planned.any(|it| matches!(it, Operation::RenameColumn { from, .. } if from == name));
        drop(planned);
        if !renamed {
            drop_column(draft, owner, entity, table, column);
        }
    }
}

fn drop_column<'w>(
    draft: &mut Draft<'w>,
    owner: &Owner,
    entity: &Entity,
    table: &'w Table,
    column: &Column,
) {
    let by = indexes::staying_over(draft, table, &column.name);
    if !by.is_empty() {
        let origin = Origin::of(owner.clone());
        let reason = Reason::ColumnInUse { by };
        draft.refuse(&origin, &table.name, Some(&column.name), reason);
        return;
    }
    draft.losses.push(Count {
        owner: owner.clone(),
        table: table.name.clone(),
        column: Some(column.name.clone()),
    });
    let (name, field) = (table.name.clone(), column.name.clone());
    let change = Change::DropColumn { entity: name.clone(), field };
    let operation = Operation::DropColumn { table: name, column: column.clone() };
    draft.table(table, &entity.origin).add(change, owner, operation);
}

/// Plans to drop tables, each before those that it refers to.
fn drop_tables(draft: &mut Draft, mut left: Vec<Dropped>, owners: &BTreeSet<Owner>) {
    let names: BTreeSet<_> = left.iter().map(|gone| gone.table.name.clone()).collect();
    for gone in &left {
        let by = users(draft, gone.table, owners, &names);
        if !by.is_empty() {
            let origin = Origin::of(gone.owner.clone());
            draft.refuse(&origin, &gone.table.name, None, Reason::TableInUse { by });
        }
    }
    while !left.is_empty() {
        let referred = |gone: &Dropped| {
            let mut by = gone.table.referred_by.iter();
            by.any(|(table, _)| left.iter().any(|other| other.table.name == *table))
        };
        let next = left.iter().position(|gone| !referred(gone));
        // A cycle: the first table is dropped once the references to it are.
        let gone = left.remove(next.unwrap_or(0));
        if next.is_none() {
            for other in &left {
                drop_references(draft, other, &gone.table.name);
            }
        }
        drop_table(draft, &gone);
    }
}

fn drop_table(draft: &mut Draft, gone: &Dropped) {
    let table = gone.table.name.clone();
    draft.losses.push(Count { owner: gone.owner.clone(), table: table.clone(), column: None });
    let change = Change::DropTable { entity: table.clone() };
    draft.add(change, gone.owner, Operation::DropTable { table });
}

/// Plans to drop the foreign keys from one dropped table to another, where those can be dropped in
/// place.
fn drop_references(draft: &mut Draft, gone: &Dropped, to: &str) {
    for column in &gone.table.columns {
        let refers = column.reference.as_ref().is_some_and(|key| key.table == to);
        let (table, column) = (gone.table.name.clone(), column.clone());
        let operation = Operation::DropReference { table: table.clone(), column: column.clone() };
        if refers && draft.dialect().in_place(&operation) {
            let change =
                Change::DropReference { entity: table, field: column.name, to: to.to_owned() };
            draft.add(change, gone.owner, operation);
        }
    }
}

/// Describes what keeps a table from being dropped: columns of other owners in it, and columns of
/// other tables that refer to it.
fn users(
    draft: &Draft,
    table: &Table,
    owners: &BTreeSet<Owner>,
    names: &BTreeSet<String>,
) -> Vec<String> {
    let input = draft.input;
    let mut users = Vec::new();
    for column in &table.columns {
        match input.recorded.field(&table.name, &column.name) {
            Some((owner, _)) if owners.contains(owner) => {}
            None if input.rules == Rules::Reset => {}
            known => {
                let owner = known.map(|(owner, _)| owner);
                users.push(format!("its column `{}`{}", column.name, whose(draft, owner)));
            }
        }
    }
    for (referrer, column) in &table.referred_by {
        if names.contains(referrer) || drops_reference(draft, referrer, column) {
            continue;
        }
        let owner = input.recorded.field(referrer, column).map(|(owner, _)| owner);
        users.push(format!(
            "the column `{referrer}.{column}`{} that refers to it",
            whose(draft, owner)
        ));
    }
    users
}

/// Whether the same plan drops the reference.
fn drops_reference(draft: &Draft, table: &str, column: &str) -> bool {
    draft.planned(table).any(|operation| match operation {
        Operation::DropReference { column: it, .. } | Operation::DropColumn { column: it, .. } => {
            it.name == column
        }
        _ => false,
    })
}

/// Names the owner of a column, in a description of what needs it.
fn whose(draft: &Draft, owner: Option<&Owner>) -> String {
    match owner {
        None => ", which nevr did not make,".to_owned(),
        Some(owner) if draft.input.is_switched_on(owner) => format!(" of {owner}"),
        Some(owner) => format!(" of {owner}, which is switched off,"),
    }
}
