//! `nevr db:rollback`: takes back what was applied last.

use actix_web::rt::System;
use nevr_migrate::files::Rollback;
use serde_json::json;

use super::plan::{list, loss_json, losses};
use crate::{arguments::RollingBack, failure::Failure, output::Output, project::Project};

/// Takes back the last migrations, and says what went with them.
pub(crate) fn db_rollback(
    project: &Project,
    back: RollingBack,
    output: &Output,
) -> Result<(), Failure> {
    let checked = project.check(output)?;
    let steps = back.steps.get();
    let taking = async {
        let builder = project.builder();
        if back.dry_run {
            builder.rollback_plan(steps).await
        } else {
            builder.rollback(steps, back.losing.accept_data_loss).await
        }
    };
    let done =
        System::new().block_on(taking).map_err(|error| Failure::of(error, checked.database))?;
    if output.is_json() {
        Output::answer(&json!({
            "ok": true,
            "migrations": done.migrations,
            "losses": done.losses.iter().map(loss_json).collect::<Vec<_>>(),
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
    list(output, heading, losses(&done.losses));
    if dry_run {
        output.say("nothing was changed");
    } else {
        output.say("change the schema back too: `nevr db:migrate` would bring it forward again");
    }
}
