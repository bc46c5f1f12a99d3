//! What comes out of planning.

use std::collections::BTreeSet;

use nevr_schema::Owner;

use super::{dormant::dormant, draft::Draft, drops, input::World, planned::Plan, tables};
use crate::snapshot::Snapshots;

/// Plans without touching anything.
pub(crate) fn plan(world: &World) -> Plan {
    let mut draft = Draft::new(world);
    tables::plan(&mut draft);
    let going = world.known.owners().filter(|owner| world.takes_part(owner)).cloned().collect();
    drops::plan(&mut draft, &going);
    let mut plan = draft.finish();
    plan.snapshots = Snapshots::of(world.schema).settled();
    for owner in going {
        keep_elsewhere(world, &owner, &mut plan.snapshots);
    }
    plan.dormant = world.off.iter().filter_map(|owner| dormant(world, owner)).collect();
    plan.foreign = world.live.foreign(|name| world.known.entity_owner(name).is_some());
    plan
}

/// Plans that what these owners have goes, and nothing else; the schema is what stays.
pub(crate) fn plan_drop(world: &World, going: &BTreeSet<Owner>) -> Plan {
    let mut draft = Draft::new(world);
    drops::plan(&mut draft, going);
    draft.finish()
}

/// Keeps on record what an owner has in tables of owners that are switched off: they stay as they
/// are.
fn keep_elsewhere(world: &World, owner: &Owner, snapshots: &mut Snapshots) {
    let snapshot = snapshots.entry(owner);
    let extends = world.known.get(owner).map(|known| &known.extends);
    for (entity, part) in extends.into_iter().flatten() {
        let host = world.known.entity_owner(entity);
        let dormant = host.is_some_and(|host| !world.takes_part(host));
        if dormant && world.schema.entity(entity).is_none() {
            snapshot.extends.insert(entity.clone(), part.clone());
        }
    }
}
