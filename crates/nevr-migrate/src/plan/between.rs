//! Planning from records alone, for migrations that are kept in files.

use nevr_schema::{Owner, Provider};

use super::{
    input::{Rules, World},
    planned::Plan,
    planner::plan,
};
use crate::{
    check::Count,
    dialect::dialect,
    report::{Refusal, Step},
    snapshot::{Snapshots, catalogue},
};

/// What it takes to get a database from one record to another.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Between {
    /// The statements, in the order in which they run.
    pub steps: Vec<Step>,
    /// What can't be done, whatever the rows are.
    pub refusals: Vec<Refusal>,
    /// What would go, with its owner: a column `entity.field`, or a whole table.
    pub losses: Vec<(Owner, String)>,
    /// The statements back, for a database that is where these lead.
    pub back: Vec<Step>,
}

/// Plans the way from one record to another on a database of this kind, and the way back, without
/// looking at any database.
///
/// What stands in the way of the rows themselves, as duplicates do, only the database knows. Owners
/// that are in `from` alone are switched off: what they have stays, and belongs in the record that
/// is kept ([`Snapshots::with_dormant`]). A rename that `to` declares is one on the way back too.
/// The way back drops what the way there made; a required column that it makes again is filled with
/// a value that says nothing where there are rows.
pub fn between(provider: Provider, from: &Snapshots, to: &Snapshots) -> Between {
    let there = way(provider, from, to, Rules::Careful);
    // Who keeps something although switched off has it there and back.
    let from_settled = from.clone().settled();
    let arrived = to.clone().settled().with_dormant(&from_settled);
    let mut home = from_settled;
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
    let world = World {
        dialect,
        schema: &schema,
        live: catalogue(dialect, from),
        known: from.clone(),
        off: from.owners().filter(|owner| !here(owner)).cloned().collect(),
        rules,
    };
    plan(&world)
}
