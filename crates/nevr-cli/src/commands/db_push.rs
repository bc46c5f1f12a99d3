//! `nevr db:push`: brings the database to the schema.

use actix_web::rt::System;
use nevr_core::migrate::{Applied, MigrationId, Refusal, Step, changes};
use serde_json::{Value, json};

use crate::{failure::Failure, output::Output, project::Project, words::count};

/// Brings the database to the schema, and says what was done.
pub(crate) fn db_push(project: &Project, output: &Output) -> Result<(), Failure> {
    let checked = project.check(output)?;
    let pushing = async { project.builder().push().await };
    let applied =
        System::new().block_on(pushing).map_err(|error| Failure::of(error, checked.database))?;
    if output.is_json() {
        Output::answer(&json!({
            "ok": true,
            "steps": applied.steps.iter().map(step_json).collect::<Vec<_>>(),
            "migrations": applied.migrations.iter().map(migration_json).collect::<Vec<_>>(),
        }));
    }
    for step in changes(&applied.steps) {
        output.say(step.to_string());
    }
    for migration in &applied.migrations {
        output.say(format!("run migration {migration}"));
    }
    output.say(pushed(&applied));
    Ok(())
}

/// One line about all of it.
pub(crate) fn pushed(applied: &Applied) -> String {
    if applied.is_empty() {
        return "nothing had to change: the database is at the schema".to_owned();
    }
    let steps = count(changes(&applied.steps).count(), "change");
    let migrations = match applied.migrations.len() {
        0 => String::new(),
        number => format!(" and {}", count(number, "migration")),
    };
    format!("{steps}{migrations} made: the database is at the schema")
}

/// A step for programs.
pub(super) fn step_json(step: &Step) -> Value {
    json!({ "change": step.to_string(), "owner": step.owner, "sql": step.sql })
}

/// A migration for programs.
pub(super) fn migration_json(migration: &MigrationId) -> Value {
    json!({ "owner": migration.owner, "name": migration.name })
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
