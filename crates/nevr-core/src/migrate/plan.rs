//! What it takes to bring a database to a schema.

use super::{
    Dormant, Refusal, Retained, Step, Target,
    catalogue::{Catalogue, ObjectKind},
    dialect::Dialect,
    duplicates::UniqueCheck,
    ledger::TABLES,
    leftover::Leftovers,
    planner::Planner,
    snapshot::{Snapshots, entity_owner, snapshots},
};

/// What is, and what should be.
pub(super) struct World<'w> {
    pub(super) dialect: &'w dyn Dialect,
    pub(super) target: &'w Target,
    pub(super) live: Catalogue,
    /// What the owners last applied.
    pub(super) known: Snapshots,
}

/// What it takes to get from one to the other.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Tables, then columns, then indexes, so that each finds what it refers to.
    pub(super) steps: Vec<Step>,
    pub(super) checks: Vec<UniqueCheck>,
    pub(super) refusals: Vec<Refusal>,
    pub(super) retained: Vec<Retained>,
    pub(super) dormant: Vec<Dormant>,
    pub(super) foreign: Vec<String>,
    /// What will be on record of the owners that take part.
    pub(super) snapshots: Snapshots,
}

/// Plans without touching anything.
pub(super) fn plan(world: &World) -> Plan {
    let mut plan = Planner::new(world).plan();
    plan.snapshots = snapshots(&world.target.schema);
    Leftovers::new(world, &mut plan).collect();
    plan.foreign = foreign(world);
    plan
}

/// Tables and views that nobody has on record.
fn foreign(world: &World) -> Vec<String> {
    let has_rows = |kind| matches!(kind, ObjectKind::Table | ObjectKind::View);
    let objects = world.live.objects.iter().filter(|object| has_rows(object.kind));
    objects
        .map(|object| object.name.clone())
        .filter(|name| !TABLES.contains(&name.as_str()))
        .filter(|name| entity_owner(&world.known, name).is_none())
        .collect()
}
