//! `nevr db:push`: changes the database to match the schema.

use std::process::ExitCode;

use nevr_core::app::Opened;
use nevr_migrate::{Options, Status};
use serde_json::json;

use crate::{
    arguments::PushArguments,
    changes::{
        json,
        lines::{self, list},
    },
    failure::Failure,
    output::Output,
    project::{Checked, Project},
};

/// Changes the database to match the schema, and prints each change.
pub(crate) fn db_push(
    project: &Project,
    arguments: PushArguments,
    output: &Output,
) -> Result<ExitCode, Failure> {
    let checked = project.check(output)?;
    let options = arguments.loss.rules();
    if arguments.dry_run {
        return dry_run(&checked, options, output);
    }
    let applied = checked.block_on_created(async |opened| opened.push(options).await)?;
    if output.is_json() {
        output.json(&json!({
            "ok": true,
            "steps": json::steps(&applied.steps),
            "migrations": json::migrations(&applied.migrations),
        }));
    }
    for line in lines::plan(&applied.steps, &applied.migrations) {
        output.line(line);
    }
    output.line(lines::pushed(&applied));
    Ok(ExitCode::SUCCESS)
}

/// Prints what a push would do, what it would lose and what prevents it. The exit code is the one
/// of the push.
fn dry_run(checked: &Checked, options: Options, output: &Output) -> Result<ExitCode, Failure> {
    let status = checked.block_on(Opened::status)?;
    let refused =
        !status.refusals.is_empty() || (!status.losses.is_empty() && !options.accept_data_loss);
    if output.is_json() {
        output.json(&json!({
            "ok": !refused,
            "steps": json::steps(&status.steps),
            "migrations": json::migrations(&status.pending),
            "losses": json::losses(&status.losses),
            "refusals": json::refusals(&status.refusals),
        }));
    }
    print(&status, refused, output);
    Ok(if refused { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn print(status: &Status, refused: bool, output: &Output) {
    list(output, "would be done", lines::plan(&status.steps, &status.pending));
    list(output, "would be lost", lines::losses(&status.losses));
    list(output, "problems", lines::refusals(&status.refusals));
    output.line(match (refused, status.is_current()) {
        (true, _) if status.refusals.is_empty() => {
            "nothing was changed; to accept the loss, run `nevr db:push --accept-data-loss`"
        }
        (true, _) => "nothing was changed, and a push would change nothing",
        (_, true) => "nothing to do: the database matches the schema",
        _ => "nothing was changed",
    });
}
