//! Finds the references whose `onDelete` the store performs itself, because hooks must run for it.

use std::collections::{HashMap, HashSet};

use nevr_schema::{Name, OnDelete, Reference, Schema};

use super::entity_write::Action;

/// A reference from another entity, for whose `onDelete` hooks must run: on the referring rows
/// themselves, or on rows that refer to those.
#[derive(Clone, Debug)]
pub(super) struct Dependent {
    pub(super) entity: Name,
    pub(super) field: Name,
    pub(super) on_delete: OnDelete,
}

/// Returns the dependents of each entity that has any.
///
/// A delete on such an entity is done row by row, because rows that refer to the deleted ones have
/// hooks, perhaps several references away. For all other references the foreign key performs
/// `onDelete`.
pub(super) fn dependents(
    schema: &Schema,
    has_hook: impl Fn(&Name, Action) -> bool,
) -> HashMap<Name, Vec<Dependent>> {
    let mut found: HashMap<Name, Vec<Dependent>> = HashMap::new();
    let mut row_by_row: HashSet<Name> = HashSet::new();
    loop {
        let mut grown = false;
        for (entity, field, to) in references(schema) {
            let action = match to.on_delete {
                OnDelete::Cascade => Action::Delete,
                OnDelete::SetNull => Action::Update,
            };
            let passes_on = to.on_delete == OnDelete::Cascade && row_by_row.contains(entity);
            let known = found
                .get(&to.entity)
                .is_some_and(|list| list.iter().any(|d| d.entity == *entity && d.field == *field));
            if (has_hook(entity, action) || passes_on) && !known {
                let dependent = Dependent {
                    entity: entity.clone(),
                    field: field.clone(),
                    on_delete: to.on_delete,
                };
                found.entry(to.entity.clone()).or_default().push(dependent);
                row_by_row.insert(to.entity.clone());
                grown = true;
            }
        }
        if !grown {
            return found;
        }
    }
}

fn references(schema: &Schema) -> impl Iterator<Item = (&Name, &Name, &Reference)> {
    schema.entities.values().flat_map(|entity| {
        entity
            .fields
            .values()
            .filter_map(|field| Some((&entity.name, &field.name, field.reference.as_ref()?)))
    })
}
