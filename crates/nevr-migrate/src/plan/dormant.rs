//! What the database holds of an owner that is switched off.

use nevr_schema::Owner;

use super::input::PlanInput;
use crate::report::Dormant;

/// Returns the tables and columns that exist of an owner that is switched off, if there are any.
pub(super) fn dormant(input: &PlanInput, owner: &Owner) -> Option<Dormant> {
    let snapshot = input.recorded.get(owner)?;
    let live = |entity: &&String| input.live.table(entity).is_some();
    let mut tables: Vec<_> = snapshot.entities.keys().filter(live).cloned().collect();
    let mut columns = Vec::new();
    for (entity, part) in &snapshot.extends {
        let Some(table) = input.live.table(entity) else { continue };
        let there = part.fields.keys().filter(|field| table.column(field).is_some());
        columns.extend(there.map(|field| format!("{entity}.{field}")));
    }
    tables.sort();
    columns.sort();
    let anything = !tables.is_empty() || !columns.is_empty();
    anything.then(|| Dormant { owner: owner.clone(), tables, columns })
}
