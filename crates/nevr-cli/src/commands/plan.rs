//! What changes, what goes and what stands in the way, for people and for programs.

use nevr_migrate::{
    Loss, MigrationId, Refusal, Step, changes,
    files::{Done, Written},
};
use serde_json::{Value, json};

use crate::output::Output;

/// A heading, and what stands below it, one thing a line; nothing, if there is none.
pub(crate) fn list(output: &Output, heading: &str, items: impl IntoIterator<Item = String>) {
    let mut items = items.into_iter().peekable();
    if items.peek().is_some() {
        output.say(format!("{heading}:"));
    }
    for item in items {
        output.say(format!("  {item}"));
    }
}

/// The changes that steps make, each once however many statements it takes, and the migrations by
/// hand behind them.
pub(crate) fn plan(steps: &[Step], by_hand: &[MigrationId]) -> Vec<String> {
    let by_hand = by_hand.iter().map(|migration| format!("run migration {migration}"));
    changes(steps).map(ToString::to_string).chain(by_hand).collect()
}

/// Where a migration was written, without a `./` that nobody wrote.
pub(crate) fn place(written: &Written) -> String {
    let folder = written.folder.strip_prefix(".").unwrap_or(&written.folder);
    folder.display().to_string()
}

/// Lines of losses.
pub(crate) fn losses(losses: &[Loss]) -> Vec<String> {
    losses.iter().map(ToString::to_string).collect()
}

/// A step for programs.
pub(crate) fn step_json(step: &Step) -> Value {
    json!({ "change": step.to_string(), "owner": step.owner, "sql": step.sql })
}

/// Steps for programs.
pub(crate) fn steps_json(steps: &[Step]) -> Value {
    steps.iter().map(step_json).collect()
}

/// A migration by hand for programs.
pub(crate) fn migration_json(migration: &MigrationId) -> Value {
    json!({ "owner": migration.owner, "name": migration.name })
}

/// Migrations by hand for programs.
pub(crate) fn migrations_json(migrations: &[MigrationId]) -> Value {
    migrations.iter().map(migration_json).collect()
}

/// What was done with a migration, for programs.
pub(crate) fn done_json(done: &Done) -> Value {
    match done {
        Done::ByHand(migration) => {
            json!({ "did": "ran", "migration": migration_json(migration) })
        }
        Done::Adopted(name) => json!({ "did": "adopted", "name": name }),
        Done::Ran(name) => json!({ "did": "applied", "name": name }),
        done => json!({ "did": done.to_string() }),
    }
}

/// Something that goes, for programs.
pub(crate) fn loss_json(loss: &Loss) -> Value {
    json!({ "owner": loss.owner, "entity": loss.entity, "field": loss.field, "rows": loss.rows })
}

/// What can't be done, for programs.
pub(crate) fn refusal_json(refusal: &Refusal) -> Value {
    json!({
        "owner": refusal.origin.owner,
        "entity": refusal.entity,
        "field": refusal.field,
        "message": refusal.title(),
        "help": refusal.help(),
    })
}
