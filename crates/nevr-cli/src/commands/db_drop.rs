//! `nevr db:drop`: drops the tables and columns that a switched-off plugin left behind.

use nevr_migrate::{Loss, Step};
use nevr_schema::Owner;
use serde_json::{Value, json};

use crate::{
    changes::{json, lines},
    failure::{Explain, Failure},
    output::Output,
    project::Project,
};

/// Data would be lost, and the command line does not accept that.
#[derive(Debug, thiserror::Error)]
#[error("this would be dropped, with the data in it:{}", lines::indented(&lines::losses(.losses)))]
struct NotAcceptedError {
    losses: Vec<Loss>,
    steps: Vec<Step>,
}

impl Explain for NotAcceptedError {
    fn help(&self) -> Option<String> {
        Some("to accept the loss, run it again with `--accept-data-loss`".to_owned())
    }

    fn details(&self) -> Vec<(&'static str, Value)> {
        vec![("losses", json::losses(&self.losses)), ("steps", json::steps(&self.steps))]
    }
}

/// Drops what the plugin left; if the project has migration files, by a migration of its own.
/// Without `accepted`, changes nothing and fails with a list of what would be dropped.
pub(crate) fn db_drop(
    project: &Project,
    plugin: &str,
    accepted: bool,
    output: &Output,
) -> Result<(), Failure> {
    let checked = project.check(output)?;
    let owner = Owner::plugin(plugin);
    let dropped = checked.block_on(async |opened| opened.drop_plugin(&owner, accepted).await)?;
    if !accepted {
        return Err(NotAcceptedError { losses: dropped.losses, steps: dropped.steps }.into());
    }
    if output.is_json() {
        output.json(&json!({
            "ok": true,
            "steps": json::steps(&dropped.steps),
            "losses": json::losses(&dropped.losses),
            "written": dropped.written.as_ref().map(|it| &it.name),
        }));
    }
    for change in lines::plan(&dropped.steps, &[]) {
        output.line(change);
    }
    lines::list(output, "lost", lines::losses(&dropped.losses));
    if let Some(written) = &dropped.written {
        output.line(format!("wrote and applied {}", lines::folder(written)));
    }
    output.line(format!("nothing of plugin `{plugin}` is left in the database"));
    Ok(())
}
