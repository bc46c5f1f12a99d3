//! Which slots a row depends on, and which ones a statement touches.

use std::hash::{BuildHasher, RandomState};

use nevr_schema::{Name, OnDelete, Record, Schema, Value};

use super::stamps::Slot;
use crate::store::{
    entity_write::Action,
    query::{Comparison, Condition, Filter},
};

/// The number of slots that rows share, by a hash.
const ROWS: u32 = 1 << 14;

/// A statement that names more rows is one on the whole entity.
const MAX_KEYS: usize = 256;

/// The slots of a schema.
///
/// A row is known by its id, and by the rows that it refers to: a statement on "the sessions of this
/// user" touches the slot that each of these sessions depends on, and no other session's. A statement
/// that names rows by anything else touches the slot of the entity, on which all of its rows depend.
pub(in crate::store) struct Slots {
    entities: Vec<EntitySlots>,
    hasher: RandomState,
}

struct EntitySlots {
    /// The fields that a row is known by: its id, and its references.
    keys: Vec<Name>,
    /// The references to this entity: their `onDelete` changes the rows that refer to a deleted one.
    referring: Vec<(usize, Name)>,
    /// The entities whose rows change because rows of `referring` are deleted.
    further: Vec<usize>,
}

impl Slots {
    pub(in crate::store) fn new(schema: &Schema) -> Self {
        let keys = |entity: usize| {
            let fields = schema.entities[entity].fields.values();
            let known_by = fields.filter(|field| field.name == "id" || field.reference.is_some());
            known_by.map(|field| field.name.clone()).collect()
        };
        let slots = |entity| {
            let referring = referring(schema, entity);
            let further = further(schema, &referring);
            let referring = referring.into_iter().map(|(from, field, _)| (from, field)).collect();
            EntitySlots { keys: keys(entity), referring, further }
        };
        let entities = (0..schema.entities.len()).map(slots).collect();
        Self { entities, hasher: RandomState::new() }
    }

    /// Returns the number of slots.
    pub(in crate::store) fn len(&self) -> usize {
        self.everything().0 as usize + 1
    }

    /// Returns the slot that every row depends on.
    pub(in crate::store) fn everything(&self) -> Slot {
        any(self.entities.len())
    }

    fn keyed(&self, entity: usize, field: &Name, value: &str) -> Slot {
        let hash = self.hasher.hash_one((entity, field.as_str(), value));
        Slot(u32::try_from(hash % u64::from(ROWS)).unwrap_or(0))
    }

    /// Returns the slots that rows of these entities depend on.
    pub(in crate::store) fn of_rows(
        &self,
        schema: &Schema,
        rows: [(&str, &Record); 2],
    ) -> Vec<Slot> {
        let mut slots = vec![self.everything()];
        for (entity, row) in rows {
            let Some(at) = schema.entities.get_index_of(entity) else { continue };
            slots.push(any(at));
            slots.extend(self.entities[at].keys.iter().filter_map(
                |field| match row.value(field) {
                    Some(Value::String(value)) => Some(self.keyed(at, field, value)),
                    _ => None,
                },
            ));
        }
        slots
    }

    /// Returns the slots that an update or a delete touches. An insert touches none: there are no
    /// entries about rows that don't exist.
    pub(in crate::store) fn of_write(
        &self,
        schema: &Schema,
        entity: &Name,
        action: Action,
        filter: &Filter,
    ) -> Vec<Slot> {
        let Some(at) = schema.entities.get_index_of(entity) else { return Vec::new() };
        let slots = &self.entities[at];
        let named = slots.keys.iter().find_map(|field| Some((field, values(filter, field)?)));
        let mut touched = match &named {
            Some((field, values)) => {
                values.iter().map(|value| self.keyed(at, field, value)).collect()
            }
            None => vec![any(at)],
        };
        if action == Action::Delete {
            match named {
                Some((field, ids)) if field == "id" => {
                    let pairs =
                        slots.referring.iter().flat_map(|by| ids.iter().map(move |id| (by, id)));
                    touched.extend(pairs.map(|((from, field), id)| self.keyed(*from, field, id)));
                }
                _ => touched.extend(slots.referring.iter().map(|(from, _)| any(*from))),
            }
            touched.extend(slots.further.iter().map(|entity| any(*entity)));
        }
        touched
    }
}

/// Returns the slot that every row of an entity depends on.
fn any(entity: usize) -> Slot {
    Slot(ROWS + u32::try_from(entity).unwrap_or(0))
}

/// Returns the references to an entity.
fn referring(schema: &Schema, entity: usize) -> Vec<(usize, Name, OnDelete)> {
    let to = schema.entities[entity].name.as_str();
    let mut found = Vec::new();
    for (from, other) in schema.entities.values().enumerate() {
        for field in other.fields.values() {
            if let Some(reference) = &field.reference
                && reference.entity == to
            {
                found.push((from, field.name.clone(), reference.on_delete));
            }
        }
    }
    found
}

/// Returns the entities whose rows change when rows with these references are deleted, through any
/// number of references.
fn further(schema: &Schema, referring_rows: &[(usize, Name, OnDelete)]) -> Vec<usize> {
    let deleted = |of: &[(usize, Name, OnDelete)]| -> Vec<usize> {
        let cascading = of.iter().filter(|(_, _, on_delete)| *on_delete == OnDelete::Cascade);
        cascading.map(|(from, _, _)| *from).collect()
    };
    let (mut found, mut followed) = (Vec::new(), Vec::new());
    let mut waiting = deleted(referring_rows);
    while let Some(entity) = waiting.pop() {
        if followed.contains(&entity) {
            continue;
        }
        followed.push(entity);
        let next = referring(schema, entity);
        found.extend(next.iter().map(|(from, _, _)| *from));
        waiting.extend(deleted(&next));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Returns the texts that a filter allows for a field, if it names them one by one.
fn values<'f>(filter: &'f Filter, field: &Name) -> Option<Vec<&'f str>> {
    filter.0.iter().find_map(|condition| match condition {
        Condition::Compare(name, Comparison::Equal, Value::String(value)) if name == field => {
            Some(vec![value.as_str()])
        }
        Condition::In(name, values) if name == field && values.len() <= MAX_KEYS => {
            let texts = values.iter().map(|value| match value {
                Value::String(text) => Some(text.as_str()),
                _ => None,
            });
            texts.collect()
        }
        _ => None,
    })
}
