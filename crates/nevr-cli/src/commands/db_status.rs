//! `nevr db:status`: compares the database with the schema and the migration files.

use std::process::ExitCode;

use nevr_core::app::{Remedy, StartError};
use nevr_migrate::{Dormant, Status, files::State};
use serde_json::{Value, json};

use crate::{
    changes::{
        json,
        lines::{self, list},
    },
    failure::Failure,
    output::Output,
    project::Project,
};

/// How far a database is from the schema and from the migration files.
struct DatabaseState {
    status: Status,
    /// `None` if the project has no migration files.
    files: Option<State>,
}

/// Prints how far the database is from the schema. The exit code is 1 if it is behind.
pub(crate) fn db_status(project: &Project, output: &Output) -> Result<ExitCode, Failure> {
    let checked = project.check(output)?;
    let state = checked.block_on(async |opened| {
        Ok::<_, StartError>(DatabaseState {
            status: opened.status().await?,
            files: opened.migration_state().await?,
        })
    })?;
    if output.is_json() {
        output.json(&state.json());
    }
    state.print(output);
    Ok(if state.is_current() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl DatabaseState {
    fn is_current(&self) -> bool {
        self.status.is_current() && self.files.as_ref().is_none_or(State::is_current)
    }

    fn print(&self, output: &Output) {
        if let Some(files) = &self.files {
            print_files(files, output);
        }
        let Status { steps, pending, applied, refusals, dormant, foreign, .. } = &self.status;
        if self.status.unfinished && self.files.as_ref().is_none_or(|files| files.begun.is_none()) {
            output.line("a push was interrupted: `nevr db:push` continues it");
        }
        match &self.files {
            None => list(output, "missing", lines::plan(steps, &[])),
            Some(files) => {
                let heading = "in the schema, but in no migration yet";
                list(output, heading, lines::plan(&files.beyond, &[]));
            }
        }
        list(output, "would be lost by these changes", lines::losses(&self.status.losses));
        list(output, "pending hand-written migrations", pending.iter().map(ToString::to_string));
        list(output, "applied hand-written migrations", applied.iter().map(ToString::to_string));
        list(output, "problems", lines::refusals(refusals));
        list(output, "left by plugins that are switched off", dormant.iter().map(self::dormant));
        list(output, "not created by nevr", foreign.iter().cloned());
        output.line(self.conclusion());
    }

    fn conclusion(&self) -> String {
        if self.is_current() {
            return "the database matches the schema".to_owned();
        }
        if !self.status.refusals.is_empty() {
            let until = "until these problems are solved";
            return format!("the database can't be changed to match the schema {until}");
        }
        let remedy = match &self.files {
            None => Remedy::Push,
            Some(files) if files.is_current() => Remedy::Migrate,
            Some(_) => Remedy::Apply,
        };
        format!("the database is behind the schema: run {remedy}")
    }

    fn json(&self) -> Value {
        let status = &self.status;
        let dormant = |dormant: &Dormant| {
            let Dormant { owner, tables, columns, .. } = dormant;
            json!({ "owner": owner, "tables": tables, "columns": columns })
        };
        json!({
            "ok": self.is_current(),
            "files": self.files.as_ref().map(files_json),
            "steps": json::steps(&status.steps),
            "pending": json::migrations(&status.pending),
            "applied": json::migrations(&status.applied),
            "unfinished": status.unfinished,
            "losses": json::losses(&status.losses),
            "refusals": json::refusals(&status.refusals),
            "dormant": status.dormant.iter().map(dormant).collect::<Vec<_>>(),
            "foreign": status.foreign,
        })
    }
}

fn print_files(files: &State, output: &Output) {
    list(output, "applied", files.applied.iter().map(ToString::to_string));
    list(output, "stopped half-way", files.begun.iter().map(ToString::to_string));
    let pending = if files.adoptable { "pending, but already in the database" } else { "pending" };
    list(output, pending, files.pending.iter().map(ToString::to_string));
    let drift = "changed since the migrations were applied";
    list(output, drift, files.drift.iter().cloned());
}

fn files_json(files: &State) -> Value {
    json!({
        "applied": files.applied,
        "begun": files.begun,
        "pending": files.pending,
        "adoptable": files.adoptable,
        "byHand": json::migrations(&files.by_hand),
        "drift": files.drift,
        "beyond": json::steps(&files.beyond),
    })
}

fn dormant(dormant: &Dormant) -> String {
    let what: Vec<&str> =
        dormant.tables.iter().chain(&dormant.columns).map(String::as_str).collect();
    format!("{}: {}", dormant.owner.as_str(), what.join(", "))
}
