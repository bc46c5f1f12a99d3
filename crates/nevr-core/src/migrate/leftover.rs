//! What is in the database and no longer in the schema.

use super::{
    Dormant, Reason, Refusal, Retained,
    catalogue::Table,
    index::{Index, indexes},
    plan::{Plan, World},
    snapshot::{FieldShape, Part, Snapshot},
};
use crate::schema::{Entity, Origin, Owner};

/// Goes through what is on record and finds what the schema does not have any more.
pub(super) struct Leftovers<'w, 'p> {
    world: &'w World<'w>,
    plan: &'p mut Plan,
}

/// What an owner has on record of an entity.
struct Record<'w> {
    owner: &'w Owner,
    snapshot: &'w Snapshot,
    entity: &'w str,
    part: &'w Part,
    table: &'w Table,
}

impl<'w, 'p> Leftovers<'w, 'p> {
    pub(super) fn new(world: &'w World<'w>, plan: &'p mut Plan) -> Self {
        Self { world, plan }
    }

    pub(super) fn collect(mut self) {
        let world = self.world;
        for (owner, snapshot) in &world.known {
            if !world.target.has(owner) {
                self.plan.dormant.extend(dormant(world, owner, snapshot));
                continue;
            }
            self.plan.snapshots.entry(owner.clone()).or_default();
            for (entity, part) in snapshot.parts() {
                // What somebody dropped by hand is forgotten.
                let Some(table) = world.live.table(entity) else { continue };
                self.part(&Record { owner, snapshot, entity, part, table });
            }
        }
    }

    fn part(&mut self, record: &Record) {
        let Some(entity) = self.world.target.schema.entity(record.entity) else {
            return self.whole(record);
        };
        for (name, shape) in &record.part.fields {
            if entity.field(name).is_none() && record.table.column(name).is_some() {
                self.field(record, name, shape);
            }
        }
        for index in record.part.indexes(record.entity) {
            self.index(record, entity, &index);
        }
    }

    /// The entity is gone: its table stays, on record as it is.
    fn whole(&mut self, record: &Record) {
        let owner = || record.owner.clone();
        let entity = || record.entity.to_owned();
        if record.snapshot.entities.contains_key(record.entity) {
            self.plan.retained.push(Retained::Entity { owner: owner(), entity: entity() });
        } else {
            let fields = record.part.fields.keys().cloned();
            let fields =
                fields.map(|field| Retained::Field { owner: owner(), entity: entity(), field });
            self.plan.retained.extend(fields);
        }
        *self.keep(record) = record.part.clone();
    }

    /// A field is gone: its column stays, if rows can be written without it.
    fn field(&mut self, record: &Record, name: &str, shape: &FieldShape) {
        let has_default = shape.default.is_some();
        if has_default && shape.unique {
            self.refuse(record, Some(name), Reason::UniqueDefaultRemoved);
        } else if has_default || shape.optional {
            self.plan.retained.push(Retained::Field {
                owner: record.owner.clone(),
                entity: record.entity.to_owned(),
                field: name.to_owned(),
            });
            self.keep(record).fields.insert(name.to_owned(), shape.clone());
        } else {
            self.refuse(record, Some(name), Reason::RequiredRemoved);
        }
    }

    /// An index that is there and not asked for any more. One that goes with a field that is gone
    /// has its answer with the field.
    fn index(&mut self, record: &Record, entity: &Entity, index: &Index) {
        let wanted = indexes(entity).iter().any(|other| other.name == index.name);
        let live = record.table.index(&index.name).is_some_and(|live| index.matches(live));
        let [first, others @ ..] = &index.columns[..] else { return };
        let only_field = others.is_empty().then_some(first);
        if wanted || !live || only_field.is_some_and(|field| entity.field(field).is_none()) {
            return;
        }
        if index.unique {
            let reason = Reason::UniqueRemoved { index: index.name.clone() };
            self.refuse(record, only_field.map(String::as_str), reason);
            return;
        }
        self.plan.retained.push(Retained::Index {
            owner: record.owner.clone(),
            entity: record.entity.to_owned(),
            index: index.name.clone(),
        });
        if let Some(shape) = self.keep(record).fields.get_mut(first) {
            shape.index = true;
        }
    }

    /// Where this stays on record.
    fn keep(&mut self, record: &Record) -> &mut Part {
        let snapshot = self.plan.snapshots.entry(record.owner.clone()).or_default();
        snapshot.part_like(record.snapshot, record.entity)
    }

    fn refuse(&mut self, record: &Record, field: Option<&str>, reason: Reason) {
        self.plan.refusals.push(Refusal {
            origin: Origin::of(record.owner.clone()),
            entity: record.entity.to_owned(),
            field: field.map(str::to_owned),
            reason,
        });
    }
}

/// What is there of an owner that is switched off.
fn dormant(world: &World, owner: &Owner, snapshot: &Snapshot) -> Option<Dormant> {
    let live = |entity: &&String| world.live.table(entity).is_some();
    let tables: Vec<_> = snapshot.entities.keys().filter(live).cloned().collect();
    let mut columns = Vec::new();
    for (entity, part) in &snapshot.extends {
        let Some(table) = world.live.table(entity) else { continue };
        let there = part.fields.keys().filter(|field| table.column(field).is_some());
        columns.extend(there.map(|field| format!("{entity}.{field}")));
    }
    let anything = !tables.is_empty() || !columns.is_empty();
    anything.then(|| Dormant { owner: owner.clone(), tables, columns })
}
