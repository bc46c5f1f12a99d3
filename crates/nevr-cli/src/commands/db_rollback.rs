//! `nevr db:rollback`: rolls back the migrations that were applied last.

use nevr_migrate::files::Rollback;
use serde_json::json;

use crate::{
    arguments::RollbackArguments,
    changes::{json, lines},
    failure::Failure,
    output::Output,
    project::Project,
};

/// Rolls back the last migrations, and prints what was lost.
pub(crate) fn db_rollback(
    project: &Project,
    arguments: RollbackArguments,
    output: &Output,
) -> Result<(), Failure> {
    let checked = project.check(output)?;
    let steps = arguments.steps.get();
    let done = checked.block_on(async |opened| {
        if arguments.dry_run {
            opened.rollback_plan(steps).await
        } else {
            opened.rollback(steps, arguments.loss.accept_data_loss).await
        }
    })?;
    if output.is_json() {
        output.json(&json!({
            "ok": true,
            "migrations": done.migrations,
            "losses": json::losses(&done.losses),
        }));
    }
    print(&done, arguments.dry_run, output);
    Ok(())
}

fn print(done: &Rollback, dry_run: bool, output: &Output) {
    if done.migrations.is_empty() {
        return output.line("nothing to roll back: no migration is applied");
    }
    let (verb, heading) =
        if dry_run { ("would roll back", "would be lost") } else { ("rolled back", "lost") };
    for name in &done.migrations {
        output.line(format!("{verb} {name}"));
    }
    lines::list(output, heading, lines::losses(&done.losses));
    if dry_run {
        output.line("nothing was changed");
    } else {
        output.line(
            "next: undo the change in the config or plugin, or `nevr db:migrate` will redo it",
        );
    }
}
