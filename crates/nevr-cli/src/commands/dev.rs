//! `nevr dev`: check, generate, push, serve.

use actix_web::rt::System;
use nevr_core::config::Variables;

use super::{pushed, write_generated};
use crate::{
    dev::{DevSecret, relaxed, tries},
    failure::Failure,
    output::Output,
    project::{Checked, Project},
    server::Listening,
};

/// Does everything that is needed to try the app, says what it did and what it relaxes, and serves
/// until told to stop.
pub(crate) fn dev(project: &Project, output: &Output) -> Result<(), Failure> {
    let checked = project.check(output)?;
    output.say(format!("check     {}: fine", checked.summary()));
    let generated = write_generated(project, &checked)?;
    output.say(format!("generate  {}", generated.summary()));
    let secret = DevSecret::find(&checked.description, &checked.variables, &project.dir())?;
    if let Some(line) = secret.line() {
        output.say(format!("secret    {line}"));
    }
    let variables = secret.over(&checked.variables);
    System::new().block_on(run(project, &checked, variables, output))
}

async fn run(
    project: &Project,
    checked: &Checked,
    variables: Variables,
    output: &Output,
) -> Result<(), Failure> {
    let explain = |error| Failure::of(error, checked.database);
    let builder = project.builder().variables(variables).dev();
    let applied = builder.push().await.map_err(explain)?;
    for step in nevr_core::migrate::changes(&applied.steps) {
        output.say(format!("push      {step}"));
    }
    output.say(format!("push      {}", pushed(&applied)));
    let nevr = builder.start().await.map_err(explain)?;
    let listening = Listening::start(nevr).await?;
    output.say(format!("serve     {}", listening.url()));
    if let Some(path) = checked.description.docs_path() {
        output.say(format!("docs      {}{path}", listening.origin()));
    }
    output.say("");
    output.say(relaxed(&checked.description));
    output.say(tries(&checked.description, &listening.origin())?);
    listening.serve(output).await
}
