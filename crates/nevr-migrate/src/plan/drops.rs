//! What is on record and not in the schema any more goes.

use std::collections::BTreeSet;

use nevr_schema::{Entity, Origin, Owner};

use super::{draft::Draft, indexes, input::Rules};
use crate::{
    catalogue::{Column, Table},
    check::Count,
    dialect::Operation,
    report::{Change, Reason},
    snapshot::Part,
};

/// A table that goes.
struct Gone<'w> {
    owner: &'w Owner,
    table: &'w Table,
}

/// Plans that everything goes which these owners have on record and the schema does not have.
pub(super) fn plan(draft: &mut Draft, going: &BTreeSet<Owner>) {
    let world = draft.world;
    let mut tables = Vec::new();
    for (owner, snapshot) in world.known.iter().filter(|(owner, _)| going.contains(*owner)) {
        for (name, part) in &snapshot.entities {
            // What somebody dropped by hand is forgotten.
            let Some(table) = world.live.table(name) else { continue };
            match world.schema.entity(name) {
                None => tables.push(Gone { owner, table }),
                // Of another owner it is refused as such.
                Some(entity) if entity.origin.owner == *owner => {
                    fields(draft, owner, entity, table, part);
                }
                Some(_) => {}
            }
        }
        for (name, part) in &snapshot.extends {
            if let (Some(table), Some(entity)) = (world.live.table(name), world.schema.entity(name))
            {
                fields(draft, owner, entity, table, part);
            }
        }
    }
    drop_tables(draft, tables, going);
}

/// Plans that the fields and indexes go which an owner has on record of a table that stays.
fn fields<'w>(
    draft: &mut Draft<'w>,
    owner: &Owner,
    entity: &Entity,
    table: &'w Table,
    part: &Part,
) {
    indexes::remove(draft, entity, &indexes::Live::unchanged(table));
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

/// Plans that tables go, each before those that it refers to.
fn drop_tables(draft: &mut Draft, mut left: Vec<Gone>, going: &BTreeSet<Owner>) {
    let names: BTreeSet<_> = left.iter().map(|gone| gone.table.name.clone()).collect();
    for gone in &left {
        let by = users(draft, gone.table, going, &names);
        if !by.is_empty() {
            let origin = Origin::of(gone.owner.clone());
            draft.refuse(&origin, &gone.table.name, None, Reason::TableInUse { by });
        }
    }
    while !left.is_empty() {
        let referred = |gone: &Gone| {
            let mut by = gone.table.referred_by.iter();
            by.any(|(table, _)| left.iter().any(|other| other.table.name == *table))
        };
        let next = left.iter().position(|gone| !referred(gone));
        // A circle: the first one goes once nothing refers to it.
        let gone = left.remove(next.unwrap_or(0));
        if next.is_none() {
            for other in &left {
                unlink(draft, other, &gone.table.name);
            }
        }
        drop_table(draft, &gone);
    }
}

fn drop_table(draft: &mut Draft, gone: &Gone) {
    let table = gone.table.name.clone();
    draft.losses.push(Count { owner: gone.owner.clone(), table: table.clone(), column: None });
    let change = Change::DropTable { entity: table.clone() };
    draft.add(change, gone.owner, Operation::DropTable { table });
}

/// Plans that a table that goes does not refer to `to` any more, where that stands in the way.
fn unlink(draft: &mut Draft, gone: &Gone, to: &str) {
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

/// What keeps a table from going: columns of others in it, and columns of others that refer to it.
fn users(
    draft: &Draft,
    table: &Table,
    going: &BTreeSet<Owner>,
    names: &BTreeSet<String>,
) -> Vec<String> {
    let world = draft.world;
    let mut users = Vec::new();
    for column in &table.columns {
        match world.known.field(&table.name, &column.name) {
            Some((owner, _)) if going.contains(owner) => {}
            None if world.rules == Rules::Reset => {}
            known => {
                let owner = known.map(|(owner, _)| owner);
                users.push(format!("its column `{}`{}", column.name, whose(draft, owner)));
            }
        }
    }
    for (referrer, column) in &table.referred_by {
        if names.contains(referrer) || lets_go(draft, referrer, column) {
            continue;
        }
        let owner = world.known.field(referrer, column).map(|(owner, _)| owner);
        users.push(format!(
            "the column `{referrer}.{column}`{} that refers to it",
            whose(draft, owner)
        ));
    }
    users
}

/// Whether the same plan takes the reference away.
fn lets_go(draft: &Draft, table: &str, column: &str) -> bool {
    draft.planned(table).any(|operation| match operation {
        Operation::DropReference { column: it, .. } | Operation::DropColumn { column: it, .. } => {
            it.name == column
        }
        _ => false,
    })
}

fn whose(draft: &Draft, owner: Option<&Owner>) -> String {
    match owner {
        None => ", which nevr did not make,".to_owned(),
        Some(owner) if draft.world.takes_part(owner) => format!(" of {owner}"),
        Some(owner) => format!(" of {owner}, which is switched off,"),
    }
}
