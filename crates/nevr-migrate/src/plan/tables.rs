//! Plans the tables of the schema's entities: creates them, or changes them.

use nevr_schema::{Entity, FieldType};

use super::{
    columns,
    draft::Draft,
    fields::{self, Found},
    indexes::{self, PlannedTable},
};
use crate::{
    catalogue::{Column, Table},
    dialect::Operation,
    report::{Change, Reason},
};

/// Plans the table of every entity.
pub(super) fn plan(draft: &mut Draft) {
    let mut seen: Vec<&str> = Vec::new();
    for entity in draft.input.schema.entities.values() {
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
    match existing(draft, entity) {
        Err(reason) => draft.refuse(&entity.origin, &entity.name, None, reason),
        Ok(None) => create(draft, entity),
        Ok(Some(table)) => change(draft, entity, table),
    }
}

/// Returns the table of an entity, if it exists; an error if it is not its owner's.
fn existing<'w>(draft: &Draft<'w>, entity: &Entity) -> Result<Option<&'w Table>, Reason> {
    let input = draft.input;
    let owner = input.recorded.entity_owner(&entity.name);
    if let Some(owner) = owner.filter(|owner| **owner != entity.origin.owner) {
        let dormant = !input.is_switched_on(owner);
        return Err(Reason::EntityOf { owner: owner.clone(), dormant });
    }
    let table = input.live.table(&entity.name);
    match (input.live.object(&entity.name), table) {
        (None, _) => Ok(None),
        (Some(_), Some(table)) if owner.is_some() => Ok(Some(table)),
        (Some(object), _) if input.recorded.entity_owner(&object.name).is_some() => {
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

/// Whether the column refers to a table that is created after its own, on an engine that refuses
/// that.
fn comes_later(draft: &Draft, entity: &Entity, column: &Column) -> bool {
    let Some(key) = column.reference.as_ref().filter(|_| !draft.dialect().refers_ahead()) else {
        return false;
    };
    let mut later = draft.input.schema.entities.keys().skip_while(|name| **name != entity.name);
    later.next();
    !draft.input.live.has_table(&key.table) && later.any(|name| **name == *key.table)
}

fn change(draft: &mut Draft, entity: &Entity, table: &Table) {
    let input = draft.input;
    let Some(table) = input.live.table(&table.name) else { return };
    draft.table(table, &entity.origin);
    let refused = draft.refusals.len();
    let mut live = PlannedTable::unchanged(table);
    for field in entity.fields.values() {
        match fields::find(input, entity, field, table) {
            Err(reason) => draft.refuse_field(entity, field, reason),
            Ok(None) => {
                columns::add(draft, entity, field, table);
                live.added.insert(field.name.to_string());
            }
            Ok(Some(mut found)) => {
                if let Found { column, renamed: true, .. } = &found {
                    live.renamed.push((column.name.clone(), field.name.to_string()));
                }
                columns::alter(draft, entity, field, &mut found, table);
                if found.emptied {
                    live.emptied.insert(field.name.to_string());
                }
            }
        }
    }
    // Rows are checked only in columns that can become what they should be.
    if draft.refusals.len() == refused {
        indexes::plan(draft, entity, Some(&live));
        check_texts(draft, entity, &live);
    }
}

/// Refuses to make a column a text of any length while an index over it stays, on an engine that
/// can't index such texts.
fn check_texts(draft: &mut Draft, entity: &Entity, live: &PlannedTable) {
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
