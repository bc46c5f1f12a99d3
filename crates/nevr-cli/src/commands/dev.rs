//! `nevr dev`: check, generate, push, serve, and again with every change.

use actix_web::rt::System;
use nevr_core::{app::Nevr, migrate};

use super::generate::write_generated;
use crate::{
    changes::lines,
    dev::{ConfigWatch, DevSecret, first_requests, relaxations},
    failure::Failure,
    output::Output,
    project::{Checked, Project},
    server::Server,
};

/// Does everything that is needed to try the app, says what it did and what it relaxes, and serves
/// until told to stop. What is changed in the config file meanwhile is taken over.
pub(crate) fn dev(project: &Project, output: &Output) -> Result<(), Failure> {
    // Before the file is read: what is changed while it is read counts too.
    let watch = ConfigWatch::new(project);
    let prepared = prepare(project, output)?;
    System::new().block_on(run(project, prepared, watch, output))
}

async fn run(
    project: &Project,
    prepared: Checked,
    mut watch: ConfigWatch,
    output: &Output,
) -> Result<(), Failure> {
    let nevr = start(&prepared, output).await?;
    let mut server = Server::start(nevr).await?;
    let description = &prepared.description;
    output.line(format!("serve     {}", server.url()));
    if let Some(path) = description.docs_path() {
        output.line(format!("docs      {}{path}", server.origin()));
    }
    output.line("");
    output.line(relaxations(description));
    output.line(first_requests(description, &server.origin())?);
    loop {
        tokio::select! {
            told = server.until_stopped() => {
                told?;
                return server.stop(output).await;
            }
            files = watch.changed() => {
                for file in files {
                    output.line(format!("\nchanged   {}", file.display()));
                }
                reload(project, &mut server, output).await;
            }
        }
    }
}

/// Serves what is written now; with problems, what was served before.
async fn reload(project: &Project, server: &mut Server, output: &Output) {
    match try_reload(project, server, output).await {
        Ok(()) => output.line(format!("serve     {}", server.url())),
        Err(failure) => {
            output.failure(&failure);
            output.line(format!("serve     {}, still as before the change", server.url()));
        }
    }
}

async fn try_reload(
    project: &Project,
    server: &mut Server,
    output: &Output,
) -> Result<(), Failure> {
    let prepared = prepare(project, output)?;
    let nevr = start(&prepared, output).await?;
    server.replace(nevr).await
}

/// Reads and checks the config, and writes what follows from it.
fn prepare(project: &Project, output: &Output) -> Result<Checked, Failure> {
    let checked = project.check(output)?;
    output.line(format!("check     {}: no errors", checked.summary()));
    let generated = write_generated(project, &checked)?;
    output.line(format!("generate  {}", generated.summary()));
    let secret = DevSecret::find(&checked.description, &checked.variables, &project.dir())?;
    if let Some(line) = secret.line() {
        output.line(format!("secret    {line}"));
    }
    let variables = secret.added_to(&checked.variables);
    Ok(checked.into_dev(variables))
}

/// Brings the database to the schema and starts the app.
async fn start(prepared: &Checked, output: &Output) -> Result<Nevr, Failure> {
    let started = prepared.with_app(async |app| {
        let applied = app.push().await?;
        for step in migrate::changes(&applied.steps) {
            output.line(format!("push      {step}"));
        }
        output.line(format!("push      {}", lines::pushed(&applied)));
        app.start().await
    });
    started.await
}
