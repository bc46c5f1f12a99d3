//! `nevr db:drop`: drops what a plugin that is switched off left in the database.

use actix_web::rt::System;
use nevr_schema::Owner;
use serde_json::json;

use super::plan::{list, loss_json, losses, place, plan, steps_json};
use crate::{failure::Failure, output::Output, project::Project};

/// Lists what would go, or drops it: by a migration of its own where there are migration files.
pub(crate) fn db_drop(
    project: &Project,
    plugin: &str,
    accepted: bool,
    output: &Output,
) -> Result<(), Failure> {
    let checked = project.check(output)?;
    let owner = Owner::plugin(plugin);
    let dropping = async { project.builder().drop_plugin(&owner, accepted).await };
    let dropped =
        System::new().block_on(dropping).map_err(|error| Failure::of(error, checked.database))?;
    if !accepted {
        return Err(Failure::NotAccepted { losses: dropped.losses, steps: dropped.steps });
    }
    if output.is_json() {
        Output::answer(&json!({
            "ok": true,
            "steps": steps_json(&dropped.steps),
            "losses": dropped.losses.iter().map(loss_json).collect::<Vec<_>>(),
            "written": dropped.written.as_ref().map(|it| &it.name),
        }));
    }
    for change in plan(&dropped.steps, &[]) {
        output.say(change);
    }
    list(output, "lost", losses(&dropped.losses));
    if let Some(written) = &dropped.written {
        output.say(format!("written and applied {}", place(written)));
    }
    output.say(format!("nothing of plugin `{plugin}` is left in the database"));
    Ok(())
}
