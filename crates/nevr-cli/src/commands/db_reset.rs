//! `nevr db:reset`: drops everything that nevr created, and creates it again.

use nevr_core::app::Opened;
use serde_json::json;

use crate::{
    changes::{json, lines},
    failure::{Explain, Failure},
    output::Output,
    project::Project,
};

/// The command line does not confirm the reset with `--force`.
#[derive(Debug, thiserror::Error)]
#[error("this drops every table that nevr created, with every row in it")]
struct NotForcedError;

impl Explain for NotForcedError {
    fn help(&self) -> Option<String> {
        Some("to confirm, run `nevr db:reset --force`".to_owned())
    }
}

/// Drops everything that nevr created in the database and creates it again: by the migration files
/// if the project has some, else by a push.
pub(crate) fn db_reset(project: &Project, force: bool, output: &Output) -> Result<(), Failure> {
    let checked = project.check(output)?;
    if !force {
        return Err(NotForcedError.into());
    }
    let reset = checked.block_on_created(Opened::reset)?;
    if output.is_json() {
        output.json(&json!({
            "ok": true,
            "dropped": json::steps(&reset.dropped),
            "done": json::done(&reset.done),
            "steps": json::steps(&reset.pushed.steps),
        }));
    }
    for change in lines::plan(&reset.dropped, &[]) {
        output.line(change);
    }
    for done in &reset.done {
        output.line(done.to_string());
    }
    output.line(if reset.done.is_empty() {
        lines::pushed(&reset.pushed)
    } else {
        "the database is reset: every migration is applied".to_owned()
    });
    Ok(())
}
