//! `nevr serve`: serves in production.

use actix_web::rt::System;
use nevr_core::{app::Opened, description::Description};

use crate::{
    failure::{Explain, Failure},
    output::Output,
    project::{Checked, Project},
    server::Server,
};

/// Other machines can reach the server, and the config does not tell which address browsers use.
#[derive(Debug, thiserror::Error)]
#[error(
    "`server.host` is `{host}`, which other machines can reach, and `server.baseURL` is not set"
)]
struct NoBaseUrlError {
    host: String,
}

impl Explain for NoBaseUrlError {
    fn help(&self) -> Option<String> {
        let help = "set `server.baseURL` to the address at which browsers reach this server, such \
                    as \"https://shop.example\"";
        Some(help.to_owned())
    }
}

/// Serves until a signal stops it. Fails if the database is behind the schema. It never changes the
/// database, except that `migrate` applies pending migration files first.
pub(crate) fn serve(project: &Project, migrate: bool, output: &Output) -> Result<(), Failure> {
    let checked = project.read()?;
    // In the log and not as text: stderr of a server is read as a log.
    for problem in checked.report.problems() {
        tracing::warn!(file = checked.report.source().name, "{}", problem.title());
    }
    check_address(&checked.description)?;
    System::new().block_on(run(&checked, migrate, output))
}

async fn run(checked: &Checked, migrate: bool, output: &Output) -> Result<(), Failure> {
    let opened = if migrate { migrated(checked, output).await? } else { checked.open().await? };
    let server = Server::start(checked.explain(opened.start().await)?).await?;
    output.line(format!("serving {}", server.url()));
    server.serve(output).await
}

/// Opens the database, and makes the SQLite file if it does not exist; applies pending migrations.
async fn migrated(checked: &Checked, output: &Output) -> Result<Opened, Failure> {
    let opened = checked.open_or_create().await?;
    match checked.explain(opened.apply_migrations().await) {
        Ok(done) => done.iter().for_each(|done| output.line(done.to_string())),
        Err(failure) => {
            opened.close().await;
            return Err(failure);
        }
    }
    Ok(opened)
}

/// Fails if other machines can reach the server and `server.baseURL` is not set: cookies and the
/// origin check depend on the address that browsers use.
fn check_address(description: &Description) -> Result<(), NoBaseUrlError> {
    let server = &description.config().server;
    if server.host.is_loopback() {
        return Ok(());
    }
    match &server.base_url {
        None => return Err(NoBaseUrlError { host: description.shown_option("/server/host") }),
        Some(url) if !url.is_https() => tracing::warn!(
            "`server.baseURL` is http: anyone on the network path can read every cookie and \
             password"
        ),
        Some(_) => {}
    }
    Ok(())
}
