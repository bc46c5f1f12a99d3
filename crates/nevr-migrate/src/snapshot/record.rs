//! Makes snapshots of a schema, and of the way between two.

use nevr_schema::{Entity, Field, Owner, Schema};

use super::{
    owned::unique_owner,
    shape::{FieldShape, Part, ReferenceShape},
    snapshots::Snapshots,
};
use crate::catalogue::names;

impl Snapshots {
    /// Returns the snapshots of a schema's owners, as they are once it is applied, with the renames
    /// that it declares.
    pub fn of(schema: &Schema) -> Self {
        let mut all = Self::default();
        for entity in schema.entities.values() {
            part(&mut all, &entity.origin.owner, entity);
            for field in entity.fields.values() {
                let part = part(&mut all, &field.origin.owner, entity);
                part.fields.insert(field.name.to_string(), shape(field));
            }
            for columns in entity.unique.iter().filter(|columns| !columns.is_empty()) {
                let owner = unique_owner(entity, columns.iter().map(AsRef::as_ref));
                part(&mut all, owner, entity).unique.push(names(columns));
            }
        }
        all
    }

    /// Removes what is only about the way to these snapshots: renames, and the mark of a migration
    /// that is under way. The result is what the ledger keeps.
    #[must_use]
    pub(crate) fn into_recorded(mut self) -> Self {
        for (_, snapshot) in self.iter_mut() {
            snapshot.unfinished = false;
            for part in snapshot.entities.values_mut().chain(snapshot.extends.values_mut()) {
                for shape in part.fields.values_mut() {
                    shape.renamed_from = None;
                }
            }
        }
        self
    }

    /// Declares the renames of `to` in reverse, for the way back.
    pub(crate) fn reverse_renames(&mut self, to: &Self) {
        for (owner, snapshot) in to.iter() {
            for (entity, part) in snapshot.parts() {
                for (name, shape) in &part.fields {
                    let Some(old) = &shape.renamed_from else { continue };
                    let mine = self.entry(owner);
                    let mut parts = mine.entities.iter_mut().chain(&mut mine.extends);
                    let part = parts.find(|(other, _)| *other == entity).map(|(_, part)| part);
                    let Some(part) = part.filter(|part| !part.fields.contains_key(name)) else {
                        continue;
                    };
                    if let Some(shape) = part.fields.get_mut(old) {
                        shape.renamed_from = Some(name.clone());
                    }
                }
            }
        }
    }

    /// Returns the record of a migration from these snapshots to others that is under way:
    /// everything that either has, as it was before if both have it.
    pub(crate) fn while_migrating_to(&self, to: &Self) -> Self {
        let mut all = self.clone();
        for (owner, after) in to.iter() {
            let snapshot = all.entry(owner);
            snapshot.unfinished = true;
            for (entity, part) in &after.entities {
                join(snapshot.entities.entry(entity.clone()).or_default(), part);
            }
            for (entity, part) in &after.extends {
                join(snapshot.extends.entry(entity.clone()).or_default(), part);
            }
        }
        all
    }
}

fn join(part: &mut Part, after: &Part) {
    for (name, shape) in &after.fields {
        let known = part.fields.entry(name.clone()).or_insert_with(|| shape.clone());
        // The index belongs to the owner, whichever of the two asks for it.
        known.unique |= shape.unique;
        known.index |= shape.index;
    }
    for columns in &after.unique {
        if !part.unique.contains(columns) {
            part.unique.push(columns.clone());
        }
    }
}

fn part<'s>(all: &'s mut Snapshots, owner: &Owner, entity: &Entity) -> &'s mut Part {
    let own = *owner == entity.origin.owner;
    let snapshot = all.entry(owner);
    let parts = if own { &mut snapshot.entities } else { &mut snapshot.extends };
    parts.entry(entity.name.to_string()).or_default()
}

fn shape(field: &Field) -> FieldShape {
    FieldShape {
        ty: field.ty,
        optional: field.optional,
        unique: field.unique,
        index: field.index,
        default: field.default.clone(),
        references: field
            .reference
            .as_ref()
            .map(|to| ReferenceShape { entity: to.entity.to_string(), on_delete: to.on_delete }),
        renamed_from: field.renamed_from.as_ref().map(ToString::to_string),
    }
}
