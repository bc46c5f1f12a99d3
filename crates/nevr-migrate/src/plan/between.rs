//! Plans from records alone, for migrations that are kept in files.

use nevr_schema::{Owner, Provider};

use super::{
    input::{PlanInput, Rules},
    planned::Plan,
    planner::plan,
};
use crate::{
    check::Count,
    dialect::dialect,
    report::{Refusal, Step},
    snapshot::{Snapshots, catalogue},
};

/// The statements that bring a database from one record to another, and back.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Between {
    /// The statements, in the order in which they run.
    pub steps: Vec<Step>,
    /// What can't be done, whatever the rows hold.
    pub refusals: Vec<Refusal>,
    /// What would be dropped, with its owner: a column `entity.field`, or a whole table.
    pub losses: Vec<(Owner, String)>,
    /// The statements of the way back.
    pub back: Vec<Step>,
}

/// Plans the way from one record to another on this kind of database, and the way back, without
/// looking at a database.
///
/// Rows that don't fit, such as duplicates, are found only when the statements run. Owners that are
/// in `from` alone are switched off: what they have stays, and belongs in the record that is kept
/// ([`Snapshots::with_dormant`]). A rename that `to` declares is reversed on the way back. The way
/// back drops what the way there created; a required column that it adds again gets a placeholder
/// value in existing rows.
pub fn between(provider: Provider, from: &Snapshots, to: &Snapshots) -> Between {
    let there = way(provider, from, to, Rules::Careful);
    // Owners that are switched off keep what they have, there and back.
    let before = from.clone().into_recorded();
    let arrived = to.clone().into_recorded().with_dormant(&before);
    let mut home = before;
    for owner in arrived.owners() {
        home.entry(owner);
    }
    home.reverse_renames(to);
    let back = way(provider, &arrived, &home, Rules::Back);
    Between {
        steps: there.steps(dialect(provider)),
        losses: there.losses.into_iter().map(named).collect(),
        refusals: there.refusals,
        back: back.steps(dialect(provider)),
    }
}

fn named(loss: Count) -> (Owner, String) {
    let name = match loss.column {
        Some(column) => format!("{}.{column}", loss.table),
        None => loss.table,
    };
    (loss.owner, name)
}

fn way(provider: Provider, from: &Snapshots, to: &Snapshots, rules: Rules) -> Plan {
    let dialect = dialect(provider);
    let here = |owner: &Owner| {
        matches!(owner, Owner::Core | Owner::App) || to.owners().any(|other| other == owner)
    };
    let schema = to.to_schema();
    let input = PlanInput {
        dialect,
        schema: &schema,
        live: catalogue(dialect, from),
        recorded: from.clone(),
        switched_off: from.owners().filter(|owner| !here(owner)).cloned().collect(),
        rules,
    };
    plan(&input)
}
