//! Which tables there are, in which order they are filled, and which references go round in
//! circles.

use nevr_schema::{Entity, Field, Schema};

/// The tables of a database, those that are referred to before those that refer to them.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) entities: Vec<Entity>,
}

/// A reference to a row that may come later than the one that refers to it.
#[derive(Clone, Copy, Debug)]
pub(super) struct CyclicReference<'l> {
    pub(super) entity: &'l Entity,
    pub(super) field: &'l Field,
}

impl Layout {
    pub(super) fn new(schema: &Schema) -> Self {
        Self { entities: schema.entities.values().cloned().collect() }
    }

    /// Every reference, with the table that it refers to.
    pub(super) fn references(&self) -> impl Iterator<Item = (&Entity, &Field, &str)> {
        self.entities.iter().flat_map(|entity| {
            entity.fields.values().filter_map(move |field| {
                let reference = field.reference.as_ref()?;
                Some((entity, field, reference.entity.as_str()))
            })
        })
    }

    /// The references that can't wait until what they refer to is there: to the table itself, and
    /// to one that comes later.
    pub(super) fn cyclic_references(&self) -> Vec<CyclicReference<'_>> {
        let place = |name: &str| self.entities.iter().position(|entity| entity.name == *name);
        let ahead =
            |(entity, _, other): &(&Entity, &Field, &str)| place(other) >= place(&entity.name);
        self.references()
            .filter(ahead)
            .map(|(entity, field, _)| CyclicReference { entity, field })
            .collect()
    }
}
