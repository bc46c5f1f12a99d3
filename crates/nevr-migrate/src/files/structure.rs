//! What migration files know of the planner.

use std::mem::discriminant;

use nevr_schema::{Owner, Provider};

use crate::{
    goal::Target,
    plan::{Between, between},
    report::{Change, MigrateError, Refusal, Step},
    snapshot::Snapshots,
};

/// The three kinds of databases that files are written for.
const PROVIDERS: [Provider; 3] = [Provider::Sqlite, Provider::Postgresql, Provider::Mysql];

/// The way from one record to another and back, on each kind of database.
#[derive(Clone, Debug)]
pub(super) struct Ways(pub(super) Vec<(Provider, Between)>);

impl Ways {
    /// Plans them. What can't be done is said once, in the words of this kind of database if it
    /// can't be done there.
    pub(super) fn new(
        provider: Provider,
        before: &Snapshots,
        goal: &Snapshots,
    ) -> Result<Self, MigrateError> {
        let ways: Vec<_> =
            PROVIDERS.into_iter().map(|it| (it, between(it, before, goal))).collect();
        let (own, others): (Vec<_>, Vec<_>) = ways.iter().partition(|(it, _)| *it == provider);
        let mut refusals: Vec<Refusal> = Vec::new();
        for refusal in own.iter().chain(&others).flat_map(|(_, way)| &way.refusals) {
            if !refusals.iter().any(|known| same(known, refusal)) {
                refusals.push(refusal.clone());
            }
        }
        if refusals.is_empty() { Ok(Self(ways)) } else { Err(MigrateError::Refused(refusals)) }
    }

    /// The way on this kind of database.
    pub(super) fn on(&self, provider: Provider) -> Option<&Between> {
        self.0.iter().find(|(it, _)| *it == provider).map(|(_, way)| way)
    }
}

fn same(one: &Refusal, other: &Refusal) -> bool {
    one.entity == other.entity
        && one.field == other.field
        && discriminant(&one.reason) == discriminant(&other.reason)
}

/// Whether these steps are run with SQLite's foreign keys off: a table that goes, for some time or
/// for good, would take the rows with it that refer to it.
pub(super) fn foreign_keys_off(provider: Provider, steps: &[Step]) -> bool {
    let takes =
        |step: &Step| matches!(step.change, Change::DropTable { .. } | Change::RebuildTable { .. });
    provider == Provider::Sqlite && steps.iter().any(takes)
}

/// What a database that is at `before` is brought to: the schema, with the renames that it declares.
/// Owners that take part and declare nothing any more have nothing; of those that are switched off
/// nothing is said, and what they have stays.
pub(super) fn goal(before: &Snapshots, target: &Target) -> Snapshots {
    let mut goal = Snapshots::of(&target.schema);
    for owner in before.owners().filter(|owner| target.has(owner)) {
        goal.entry(owner);
    }
    goal
}

/// The record without these owners: what they have goes.
pub(super) fn without(before: &Snapshots, gone: &[Owner]) -> Snapshots {
    let mut goal = before.clone();
    for owner in gone {
        goal.remove(owner);
        goal.entry(owner);
    }
    goal
}
