//! Makes plans, without touching the database.

use std::collections::BTreeSet;

use nevr_schema::Owner;

use super::{dormant::dormant, draft::Draft, drops, input::PlanInput, planned::Plan, tables};
use crate::snapshot::Snapshots;

/// Plans how the database is brought to the schema.
pub(crate) fn plan(input: &PlanInput) -> Plan {
    let mut draft = Draft::new(input);
    tables::plan(&mut draft);
    let switched_on =
        input.recorded.owners().filter(|owner| input.is_switched_on(owner)).cloned().collect();
    drops::plan(&mut draft, &switched_on);
    let mut plan = draft.finish();
    plan.snapshots = Snapshots::of(input.schema).into_recorded();
    for owner in switched_on {
        keep_additions(input, &owner, &mut plan.snapshots);
    }
    plan.dormant = input.switched_off.iter().filter_map(|owner| dormant(input, owner)).collect();
    plan.foreign = input.live.foreign(|name| input.recorded.entity_owner(name).is_some());
    plan
}

/// Plans to drop what these owners have on record, and nothing else. The schema of the input is
/// what stays.
pub(crate) fn plan_drop(input: &PlanInput, owners: &BTreeSet<Owner>) -> Plan {
    let mut draft = Draft::new(input);
    drops::plan(&mut draft, owners);
    draft.finish()
}

/// Keeps on record what an owner added to tables of owners that are switched off, which stay as
/// they are.
fn keep_additions(input: &PlanInput, owner: &Owner, snapshots: &mut Snapshots) {
    let snapshot = snapshots.entry(owner);
    let extends = input.recorded.get(owner).map(|known| &known.extends);
    for (entity, part) in extends.into_iter().flatten() {
        let host = input.recorded.entity_owner(entity);
        let dormant = host.is_some_and(|host| !input.is_switched_on(host));
        if dormant && input.schema.entity(entity).is_none() {
            snapshot.extends.insert(entity.clone(), part.clone());
        }
    }
}
