//! Goes through the entities of the schema: their tables are made, or brought to them.

use nevr_schema::{Entity, FieldType};

use super::{
    columns,
    draft::Draft,
    fields::{self, Found},
    indexes::{self, Live},
};
use crate::{
    catalogue::{Column, Table},
    dialect::Operation,
    report::{Change, Reason},
};

pub(super) fn plan(draft: &mut Draft) {
    let mut seen: Vec<&str> = Vec::new();
    for entity in draft.world.schema.entities.values() {
        match seen.iter().find(|name| name.eq_ignore_ascii_case(&entity.name)) {
            Some(other) => {
                let reason = Reason::SameTable { other: (*other).to_owned() };
                draft.refuse(&entity.origin, &entity.name, None, reason);
            }
            None => plan_entity(draft, entity),
        }
        seen.push(&entity.name);
    }
}

fn plan_entity(draft: &mut Draft, entity: &Entity) {
    match claim(draft, entity) {
        Err(reason) => draft.refuse(&entity.origin, &entity.name, None, reason),
        Ok(None) => create(draft, entity),
        Ok(Some(table)) => bring(draft, entity, table),
    }
}

/// The table, if it is there and its owner's; the reason, if it is somebody else's.
fn claim<'w>(draft: &Draft<'w>, entity: &Entity) -> Result<Option<&'w Table>, Reason> {
    let world = draft.world;
    let owner = world.known.entity_owner(&entity.name);
    if let Some(owner) = owner.filter(|owner| **owner != entity.origin.owner) {
        let dormant = !world.takes_part(owner);
        return Err(Reason::EntityOf { owner: owner.clone(), dormant });
    }
    let table = world.live.table(&entity.name);
    match (world.live.object(&entity.name), table) {
        (None, _) => Ok(None),
        (Some(_), Some(table)) if owner.is_some() => Ok(Some(table)),
        (Some(object), _) if world.known.entity_owner(&object.name).is_some() => {
            Err(Reason::SameTable { other: object.name.clone() })
        }
        (Some(object), _) => {
            Err(Reason::ForeignObject { kind: object.kind.as_str(), name: object.name.clone() })
        }
    }
}

fn create(draft: &mut Draft, entity: &Entity) {
    let dialect = draft.dialect();
    let mut columns = Vec::new();
    for field in entity.fields.values() {
        columns::check_default(draft, entity, field);
        let mut column = dialect.column(entity, field);
        if comes_later(draft, entity, &column) {
            let whole = column.clone();
            let to = column.reference.take().map_or_else(String::new, |key| key.table);
            let (table, name) = (entity.name.to_string(), field.name.to_string());
            let change = Change::AddReference { entity: table.clone(), field: name, to };
            let operation = Operation::AddReference { table, column: whole };
            draft.add(change, &field.origin.owner, operation);
        }
        columns.push(column);
    }
    let table = Table { name: entity.name.to_string(), columns, ..Table::default() };
    let change = Change::CreateTable { entity: entity.name.to_string() };
    draft.add(change, &entity.origin.owner, Operation::CreateTable(table));
    indexes::plan(draft, entity, None);
}

/// Whether the column refers to a table that is made after its own, where that can't be.
fn comes_later(draft: &Draft, entity: &Entity, column: &Column) -> bool {
    let Some(key) = column.reference.as_ref().filter(|_| !draft.dialect().refers_ahead()) else {
        return false;
    };
    let mut later = draft.world.schema.entities.keys().skip_while(|name| **name != entity.name);
    later.next();
    !draft.world.live.has_table(&key.table) && later.any(|name| **name == *key.table)
}

fn bring(draft: &mut Draft, entity: &Entity, table: &Table) {
    let world = draft.world;
    let Some(table) = world.live.table(&table.name) else { return };
    draft.table(table, &entity.origin);
    let refused = draft.refusals.len();
    let mut live = Live::unchanged(table);
    for field in entity.fields.values() {
        match fields::find(world, entity, field, table) {
            Err(reason) => draft.refuse_field(entity, field, reason),
            Ok(None) => {
                columns::add(draft, entity, field, table);
                live.added.insert(field.name.to_string());
            }
            Ok(Some(found)) => {
                if let Found { column, renamed: true, .. } = &found {
                    live.renamed.push((column.name.clone(), field.name.to_string()));
                }
                columns::alter(draft, entity, field, &found, table);
            }
        }
    }
    // Rows are only looked at in columns that are what they should be.
    if draft.refusals.len() == refused {
        indexes::plan(draft, entity, Some(&live));
        check_texts(draft, entity, &live);
    }
}

/// Refuses that a column becomes a text under an index that stays, where there can't be such.
fn check_texts(draft: &mut Draft, entity: &Entity, live: &Live) {
    if draft.dialect().indexes_texts() {
        return;
    }
    let texts = entity.fields.values().filter(|field| field.ty == FieldType::Text);
    for field in texts {
        let by = indexes::staying_over(draft, live.table, live.old_name(&field.name));
        let mut planned = draft.planned(&live.table.name);
        let retyped = planned.any(|it| {
            matches!(it, Operation::AlterColumn { from, to, .. }
                if to.name == *field.name && from.ty != to.ty)
        });
        drop(planned);
        if retyped && !by.is_empty() {
            draft.refuse_field(entity, field, Reason::IndexOverText { by });
        }
    }
}
