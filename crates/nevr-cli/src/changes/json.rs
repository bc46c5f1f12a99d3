//! Schema changes as JSON.

use nevr_migrate::{Loss, MigrationId, Refusal, Step, files::Done};
use serde_json::{Value, json};

/// Returns the steps as an array of `{change, owner, sql}`.
pub(crate) fn steps(steps: &[Step]) -> Value {
    let step = |it: &Step| json!({ "change": it.to_string(), "owner": it.owner, "sql": it.sql });
    steps.iter().map(step).collect()
}

/// Returns hand-written migrations as an array of `{owner, name}`.
pub(crate) fn migrations(migrations: &[MigrationId]) -> Value {
    migrations.iter().map(migration).collect()
}

fn migration(migration: &MigrationId) -> Value {
    json!({ "owner": migration.owner, "name": migration.name })
}

/// Returns what was done with each migration, as an array of `{did, …}`.
pub(crate) fn done(done: &[Done]) -> Value {
    let one = |done: &Done| match done {
        Done::ByHand(id) => json!({ "did": "ran", "migration": migration(id) }),
        Done::Adopted(name) => json!({ "did": "adopted", "name": name }),
        Done::Ran(name) => json!({ "did": "applied", "name": name }),
        done => json!({ "did": done.to_string() }),
    };
    done.iter().map(one).collect()
}

/// Returns the losses as an array of `{owner, entity, field, rows}`.
pub(crate) fn losses(losses: &[Loss]) -> Value {
    let loss = |it: &Loss| {
        let Loss { owner, entity, field, rows, .. } = it;
        json!({ "owner": owner, "entity": entity, "field": field, "rows": rows })
    };
    losses.iter().map(loss).collect()
}

/// Returns the refusals as an array of `{owner, entity, field, message, help}`.
pub(crate) fn refusals(refusals: &[Refusal]) -> Value {
    let refusal = |it: &Refusal| {
        json!({
            "owner": it.origin.owner,
            "entity": it.entity,
            "field": it.field,
            "message": it.title(),
            "help": it.help(),
        })
    };
    refusals.iter().map(refusal).collect()
}
