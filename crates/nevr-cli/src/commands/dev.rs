//! `nevr dev`: check, generate, push, serve, and again with every change.

use actix_web::rt::System;
use nevr_core::{app::Nevr, migrate};

use super::generate::write_generated;
use crate::{
    changes::lines,
    dev::{DevSecret, Watch, relaxed, tries},
    failure::Failure,
    output::Output,
    project::{Checked, Project},
    server::Server,
};

/// Does everything that is needed to try the app, says what it did and what it relaxes, and serves
/// until told to stop. What is changed in the config file meanwhile is taken over.
pub(crate) fn dev(project: &Project, output: &Output) -> Result<(), Failure> {
    // Before the file is read: what is changed while it is read counts too.
    let watch = Watch::new(project);
    let prepared = prepare(project, output)?;
    System::new().block_on(run(project, prepared, watch, output))
}

async fn run(
    project: &Project,
    prepared: Checked,
    mut watch: Watch,
    output: &Output,
) -> Result<(), Failure> {
    let nevr = begin(&prepared, output).await?;
    let mut server = Server::start(nevr).await?;
    let description = &prepared.description;
    output.say(format!("serve     {}", server.url()));
    if let Some(path) = description.docs_path() {
        output.say(format!("docs      {}{path}", server.origin()));
    }
    output.say("");
    output.say(relaxed(description));
    output.say(tries(description, &server.origin())?);
    loop {
        tokio::select! {
            told = server.until_told() => {
                told?;
                return server.stop(output).await;
            }
            files = watch.changed() => {
                for file in files {
                    output.say(format!("\nchanged   {}", file.display()));
                }
                take_over(project, &mut server, output).await;
            }
        }
    }
}

/// Serves what is written now; with problems, what was served before.
async fn take_over(project: &Project, server: &mut Server, output: &Output) {
    match replace(project, server, output).await {
        Ok(()) => output.say(format!("serve     {}", server.url())),
        Err(failure) => {
            output.failure(&failure);
            output.say(format!("serve     {}, as before the change", server.url()));
        }
    }
}

async fn replace(project: &Project, server: &mut Server, output: &Output) -> Result<(), Failure> {
    let prepared = prepare(project, output)?;
    let nevr = begin(&prepared, output).await?;
    server.replace(nevr).await
}

/// Reads and checks the config, and writes what follows from it.
fn prepare(project: &Project, output: &Output) -> Result<Checked, Failure> {
    let checked = project.check(output)?;
    output.say(format!("check     {}: fine", checked.summary()));
    let generated = write_generated(project, &checked)?;
    output.say(format!("generate  {}", generated.summary()));
    let secret = DevSecret::find(&checked.description, &checked.variables, &project.dir())?;
    if let Some(line) = secret.line() {
        output.say(format!("secret    {line}"));
    }
    let variables = secret.over(&checked.variables);
    Ok(checked.into_dev(variables))
}

/// Brings the database to the schema and starts the app.
async fn begin(prepared: &Checked, output: &Output) -> Result<Nevr, Failure> {
    let begun = prepared.with_app(async |app| {
        let applied = app.push().await?;
        for step in migrate::changes(&applied.steps) {
            output.say(format!("push      {step}"));
        }
        output.say(format!("push      {}", lines::pushed(&applied)));
        app.start().await
    });
    begun.await
}
