//! `nevr db:copy`: copies the database with its rows to another one.

mod progress;

use std::process::ExitCode;

use clap::{CommandFactory, error::ErrorKind};
use nevr_migrate::copy::{Copied, CopiedTable};
use serde_json::{Value, json};

use self::progress::progress;
use crate::{
    arguments::Arguments, changes::json, failure::Failure, output::Output, project::Project,
    words::count,
};

/// The variable that names the other database if `--to` does not. The URL holds a password, which
/// should appear neither in the history of a shell nor in the list of processes.
const VARIABLE: &str = "NEVR_COPY_TO";

/// Copies the database, then prints what was copied and what was not.
pub(crate) fn db_copy(
    project: &Project,
    to: Option<String>,
    output: &Output,
) -> Result<ExitCode, Failure> {
    let checked = project.check(output)?;
    let named = || checked.variables().get(VARIABLE).map(str::to_owned);
    let Some(url) = to.filter(|url| !url.is_empty()).or_else(named) else {
        return Ok(output.usage(&missing_url()));
    };
    let progress = progress(output);
    let copied = checked.block_on(async |opened| opened.copy_to(&url, &*progress).await)?;
    if output.is_json() {
        output.json(&document(&copied));
    }
    print(&copied, output);
    Ok(ExitCode::SUCCESS)
}

/// Returns the error of the missing URL in the form that clap gives to every wrong usage.
fn missing_url() -> clap::Error {
    let message = format!("no database to copy to: pass `--to URL`, or set `{VARIABLE}`");
    Arguments::command().error(ErrorKind::MissingRequiredArgument, message)
}

fn print(copied: &Copied, output: &Output) {
    let rows = usize::try_from(copied.rows()).unwrap_or(usize::MAX);
    output.line(format!(
        "copied {} in {}; every row was read back and is identical",
        count(rows, "row"),
        count(copied.tables.len(), "table")
    ));
    if !copied.foreign.is_empty() {
        output.line(format!(
            "not copied, because nevr did not create it: {}",
            copied.foreign.join(", ")
        ));
    }
    for migration in &copied.ran {
        output.line(format!("ran migration {migration}"));
    }
    for migration in &copied.only_recorded {
        output.line(format!(
            "not run, because its plugin is switched off: migration {migration}; what it created \
             besides rows is missing"
        ));
    }
    output.line(
        "next: set `database` in the config file to the new database, and restart the server",
    );
}

fn document(copied: &Copied) -> Value {
    let table = |it: &CopiedTable| json!({ "name": it.name, "owner": it.owner, "rows": it.rows });
    json!({
        "ok": true,
        "rows": copied.rows(),
        "tables": copied.tables.iter().map(table).collect::<Vec<_>>(),
        "foreign": copied.foreign,
        "ran": json::migrations(&copied.ran),
        "onlyRecorded": json::migrations(&copied.only_recorded),
    })
}
