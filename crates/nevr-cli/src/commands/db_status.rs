//! `nevr db:status`: what is applied, what is missing, what is in the way.

use std::process::ExitCode;

use actix_web::rt::System;
use nevr_core::migrate::{Dormant, Loss, Status, changes};
use serde_json::{Value, json};

use super::db_push::{migration_json, refusal_json, step_json};
use crate::{failure::Failure, output::Output, project::Project};

/// Says how far the database is from the schema; a database that is behind exits with 1.
pub(crate) fn db_status(project: &Project, output: &Output) -> Result<ExitCode, Failure> {
    let checked = project.check(output)?;
    let asking = async { project.builder().status().await };
    let status =
        System::new().block_on(asking).map_err(|error| Failure::of(error, checked.database))?;
    if output.is_json() {
        Output::answer(&json(&status));
    }
    tell(&status, output);
    Ok(if status.is_current() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn tell(status: &Status, output: &Output) {
    if status.unfinished {
        output.say("a migration broke off half-way: `nevr db:push` goes on from there");
    }
    list(output, "missing", changes(&status.steps).map(ToString::to_string));
    list(output, "pending migrations", status.pending.iter().map(ToString::to_string));
    list(output, "applied migrations", status.applied.iter().map(ToString::to_string));
    let refusals = status.refusals.iter();
    list(output, "in the way", refusals.map(|r| format!("{}\n    help: {}", r.title(), r.help())));
    list(output, "would be lost", status.losses.iter().map(ToString::to_string));
    list(output, "of plugins that are switched off", status.dormant.iter().map(dormant));
    list(output, "not made by nevr", status.foreign.iter().cloned());
    output.say(if status.is_current() {
        "the database is at the schema"
    } else if status.refusals.is_empty() {
        "the database is behind the schema: run `nevr db:push`"
    } else {
        "the database can't be brought to the schema as long as that is in the way"
    });
}

fn list(output: &Output, heading: &str, items: impl Iterator<Item = String>) {
    let mut items = items.peekable();
    if items.peek().is_some() {
        output.say(format!("{heading}:"));
    }
    for item in items {
        output.say(format!("  {item}"));
    }
}

fn dormant(dormant: &Dormant) -> String {
    let what: Vec<&str> =
        dormant.tables.iter().chain(&dormant.columns).map(String::as_str).collect();
    format!("{}: {}", dormant.owner.as_str(), what.join(", "))
}

fn json(status: &Status) -> Value {
    let dormant = |dormant: &Dormant| json!({ "owner": dormant.owner, "tables": dormant.tables, "columns": dormant.columns });
    let loss = |loss: &Loss| json!({ "owner": loss.owner, "entity": loss.entity, "field": loss.field, "rows": loss.rows });
    json!({
        "ok": status.is_current(),
        "steps": status.steps.iter().map(step_json).collect::<Vec<_>>(),
        "pending": status.pending.iter().map(migration_json).collect::<Vec<_>>(),
        "applied": status.applied.iter().map(migration_json).collect::<Vec<_>>(),
        "refusals": status.refusals.iter().map(refusal_json).collect::<Vec<_>>(),
        "losses": status.losses.iter().map(loss).collect::<Vec<_>>(),
        "unfinished": status.unfinished,
        "dormant": status.dormant.iter().map(dormant).collect::<Vec<_>>(),
        "foreign": status.foreign,
    })
}
