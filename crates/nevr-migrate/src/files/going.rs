//! What goes when migrations are taken back.

use nevr_schema::{Entity, Name, Schema};

use crate::{check::Count, snapshot::Snapshots};

/// A migration that is taken back: what it led to, with its renames, and what was before.
pub(super) struct Reversal {
    after: Schema,
    before: Schema,
}

impl Reversal {
    pub(super) fn new(after: &Snapshots, before: &Snapshots) -> Self {
        Self { after: after.to_schema(), before: before.to_schema() }
    }

    /// What a field was called before.
    fn was(&self, entity: &Name, field: &Name) -> Option<Name> {
        let before = self.before.entity(entity)?;
        if before.field(field).is_some() {
            return Some(field.clone());
        }
        let old = self.after.entity(entity)?.field(field)?.renamed_from.as_ref()?;
        before.field(old).map(|old| old.name.clone())
    }
}

/// The tables and columns of which the values go, when these are taken back, the latest first.
pub(super) fn lost_values(taken: &[Reversal]) -> Vec<Count> {
    let Some(latest) = taken.first() else { return Vec::new() };
    latest.after.entities.values().flat_map(|entity| of_entity(taken, entity)).collect()
}

fn of_entity(taken: &[Reversal], entity: &Entity) -> Vec<Count> {
    let table = entity.name.to_string();
    if taken.iter().any(|one| one.before.entity(&entity.name).is_none()) {
        return vec![Count { owner: entity.origin.owner.clone(), table, column: None }];
    }
    let goes = |name: &Name| {
        let was = |field: Name, one: &Reversal| one.was(&entity.name, &field);
        taken.iter().try_fold(name.clone(), was).is_none()
    };
    let fields = entity.fields.values().filter(|field| goes(&field.name));
    let count = |field: &nevr_schema::Field| Count {
        owner: field.origin.owner.clone(),
        table: table.clone(),
        column: Some(field.name.to_string()),
    };
    fields.map(count).collect()
}
