//! `nevr serve`: answers requests in production.

use actix_web::rt::System;
use nevr_core::options::ServerConfig;

use crate::{
    failure::Failure,
    output::Output,
    project::{Checked, Project},
    server::Server,
};

/// Serves until told to stop, and refuses a database that is behind. It changes the schema only when
/// told to, and then only by the migration files that are there.
pub(crate) fn serve(project: &Project, migrate: bool, output: &Output) -> Result<(), Failure> {
    let checked = project.read()?;
    // Whoever reads stderr of a server reads its log.
    for problem in checked.report.problems() {
        tracing::warn!(file = checked.report.source().name, "{}", problem.title());
    }
    check_address(&checked.description.config().server)?;
    System::new().block_on(run(project, &checked, migrate, output))
}

async fn run(
    project: &Project,
    checked: &Checked,
    migrate: bool,
    output: &Output,
) -> Result<(), Failure> {
    if migrate {
        let applied = project.builder().apply_migrations().await;
        for done in applied.map_err(|error| Failure::of(error, checked.database))? {
            output.say(done.to_string());
        }
    }
    let started = project.builder().start().await;
    let nevr = started.map_err(|error| Failure::of(error, checked.database))?;
    let server = Server::start(nevr).await?;
    output.say(format!("serving {}", server.url()));
    server.serve(output).await
}

/// What others can reach has an address that browsers know it by: cookies and the origin check
/// follow it.
fn check_address(server: &ServerConfig) -> Result<(), Failure> {
    if server.host.is_loopback() {
        return Ok(());
    }
    match &server.base_url {
        None => return Err(Failure::NoBaseUrl { host: server.host.to_string() }),
        Some(url) if !url.is_https() => tracing::warn!(
            "`server.baseURL` is http: whoever is on the way reads every cookie and password"
        ),
        Some(_) => {}
    }
    Ok(())
}
