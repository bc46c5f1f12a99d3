//! `nevr db:rollback`: takes back what was applied last.

use nevr_core::migrate::files::Rollback;
use serde_json::json;

use crate::{
    arguments::RollingBack,
    changes::{json, lines},
    failure::Failure,
    output::Output,
    project::Project,
};

/// Takes back the last migrations, and says what went with them.
pub(crate) fn db_rollback(
    project: &Project,
    back: RollingBack,
    output: &Output,
) -> Result<(), Failure> {
    let checked = project.check(output)?;
    let steps = back.steps.get();
    let done = checked.block_on(async |app| {
        if back.dry_run {
            app.rollback_plan(steps).await
        } else {
            app.rollback(steps, back.losing.accept_data_loss).await
        }
    })?;
    if output.is_json() {
        Output::answer(&json!({
            "ok": true,
            "migrations": done.migrations,
            "losses": json::losses(&done.losses),
        }));
    }
    tell(&done, back.dry_run, output);
    Ok(())
}

fn tell(done: &Rollback, dry_run: bool, output: &Output) {
    if done.migrations.is_empty() {
        return output.say("nothing to take back: no migration is applied");
    }
    let (verb, heading) =
        if dry_run { ("would take back", "would be lost") } else { ("took back", "lost") };
    for name in &done.migrations {
        output.say(format!("{verb} {name}"));
    }
    lines::list(output, heading, lines::losses(&done.losses));
    if dry_run {
        output.say("nothing was changed");
    } else {
        output.say("change the schema back too: `nevr db:migrate` would bring it forward again");
    }
}
