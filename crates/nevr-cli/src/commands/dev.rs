//! `nevr dev`: checks, pushes, generates and serves, after every change.

use actix_web::rt::System;
use nevr_core::app::{Nevr, Opened};
use nevr_migrate::{Options, changes};

use super::generate::Generation;
use crate::{
    changes::lines,
    dev::{ConfigWatch, DevSecret, first_requests, relaxations},
    failure::Failure,
    output::Output,
    project::{Checked, Project},
    server::Server,
};

/// Does everything that is needed to try the app, prints what it did and what is less strict than
/// in production, and serves until a signal stops it. Whenever the config file or `.env` changes,
/// it does so again and replaces the app.
pub(crate) fn dev(project: &Project, output: &Output) -> Result<(), Failure> {
    // The watch starts before the config is read, so that it notices changes made meanwhile.
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
    let nevr = start(project, &prepared, output).await?;
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
            signal = server.until_stopped() => {
                signal?;
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

/// Replaces the app by that of the changed config. If the config has problems, prints them and
/// keeps serving the old app.
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
    let nevr = start(project, &prepared, output).await?;
    server.replace(nevr).await
}

/// Reads and checks the config, and finds the secret.
fn prepare(project: &Project, output: &Output) -> Result<Checked, Failure> {
    let checked = project.check(output)?;
    output.line(format!("check     {}: no errors", checked.summary()));
    let secret = DevSecret::find(&checked.description, &project.dir())?;
    if let Some(line) = secret.line() {
        output.line(format!("secret    {line}"));
    }
    Ok(checked.into_dev(secret.variable()))
}

/// Changes the database to match the schema, writes the generated files, and starts the app.
async fn start(project: &Project, prepared: &Checked, output: &Output) -> Result<Nevr, Failure> {
    let opened = prepared.open_or_create().await?;
    if let Err(failure) = push_and_generate(project, prepared, &opened, output).await {
        opened.close().await;
        return Err(failure);
    }
    prepared.explain(opened.start().await)
}

/// The files are written second: those of a schema that the database refuses would not be true of what
/// is served. They are made first, so that what prevents them leaves the database alone.
async fn push_and_generate(
    project: &Project,
    prepared: &Checked,
    opened: &Opened,
    output: &Output,
) -> Result<(), Failure> {
    let generation = Generation::prepare(project, prepared)?;
    let applied = prepared.explain(opened.push(Options::default()).await)?;
    for step in changes(&applied.steps) {
        output.line(format!("push      {step}"));
    }
    output.line(format!("push      {}", lines::pushed(&applied)));
    output.line(format!("generate  {}", generation.write()?.summary()));
    Ok(())
}
