//! `nevr check`: reports every problem of the config, without a database or a secret.

use crate::{failure::Failure, output::Output, project::Project};

/// Prints a summary of the config and its warnings. Errors of the config are the failure.
pub(crate) fn check(project: &Project, output: &Output) -> Result<(), Failure> {
    let checked = project.check(output)?;
    if output.is_json() {
        let mut answer = checked.report.to_json();
        answer["ok"] = true.into();
        answer["plugins"] = checked.description.plugins().len().into();
        answer["entities"] = checked.description.schema().entities.len().into();
        answer["endpoints"] = checked.description.endpoints().len().into();
        output.json(&answer);
    }
    output.line(format!("{}: no errors", checked.summary()));
    Ok(())
}
