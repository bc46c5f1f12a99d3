//! `nevr db:reset`: drops everything that nevr made, and makes it again.

use actix_web::rt::System;
use serde_json::json;

use super::plan::{done_json, plan, steps_json};
use crate::{failure::Failure, output::Output, project::Project};

/// Empties the database of what nevr made, and brings it to the schema again: by the migration
/// files, if there are some.
pub(crate) fn db_reset(project: &Project, force: bool, output: &Output) -> Result<(), Failure> {
    let checked = project.check(output)?;
    if !force {
        return Err(Failure::NotForced);
    }
    let resetting = async { project.builder().reset().await };
    let reset =
        System::new().block_on(resetting).map_err(|error| Failure::of(error, checked.database))?;
    if output.is_json() {
        Output::answer(&json!({
            "ok": true,
            "dropped": steps_json(&reset.dropped),
            "done": reset.done.iter().map(done_json).collect::<Vec<_>>(),
            "steps": steps_json(&reset.pushed.steps),
        }));
    }
    for change in plan(&reset.dropped, &[]) {
        output.say(change);
    }
    for done in &reset.done {
        output.say(done.to_string());
    }
    output.say(if reset.done.is_empty() {
        super::pushed(&reset.pushed)
    } else {
        "the database is where the migrations lead".to_owned()
    });
    Ok(())
}
