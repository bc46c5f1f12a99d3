//! From the config file and the environment to a database and a running nevr.

use std::{error::Error, path::Path};

use nevr::{
    Nevr,
    config::Variables,
    migrate::Options,
    sea_orm::{ConnectOptions, Database, DatabaseConnection},
};

use crate::catalogue;

const CONFIG: &str = "nevr.config.toml";
const DATABASE: &str = "sqlite://shop.db";

/// The parts of the running shop.
pub(crate) struct Shop {
    pub(crate) nevr: Nevr,
    /// The shop's own connection, for its own queries.
    pub(crate) connection: DatabaseConnection,
    pub(crate) port: u16,
}

/// Starts everything except the server. With `--push`, it brings the database to the schema first.
/// Without, a database that is behind the schema is an error, because a server that restarts at night
/// must not change tables.
pub(crate) async fn setup(arguments: impl Iterator<Item = String>) -> Result<Shop, Box<dyn Error>> {
    let push = read(arguments)?;
    // The environment before `.env`, as nevr reads them, so that both have the same variables.
    let variables = Variables::from_process(Path::new("."))?;
    let url = variables.get("DATABASE_URL").unwrap_or(DATABASE).to_owned();
    let builder = Nevr::builder(nevr::plugins())
        .config_file(CONFIG)
        .variables(variables.with("DATABASE_URL", &url));
    let description = builder.check()?;
    if push {
        // Creates the file too, readable only by its owner.
        let opened = builder.open_or_create(&description).await?;
        let applied = opened.run(async |db| db.push(Options::default()).await).await?;
        tracing::info!(changes = applied.steps.len(), "the database is at the schema");
    }
    let connection = connect(&url).await?;
    let builder = builder.database(connection.clone());
    let nevr = builder.open(&description).await?.start().await?;
    if push {
        catalogue::fill(nevr.store()).await?;
    }
    let port = match variables.get("PORT") {
        Some(port) => port.parse().map_err(|_| format!("PORT is no port: {port}"))?,
        None => nevr.config().server.port,
    };
    Ok(Shop { nevr, connection, port })
}

/// Returns whether to bring the database to the schema.
fn read(mut arguments: impl Iterator<Item = String>) -> Result<bool, String> {
    match (arguments.next().as_deref(), arguments.next()) {
        (None, _) => Ok(false),
        (Some("--push"), None) => Ok(true),
        _ => Err("usage: shop [--push]".to_owned()),
    }
}

async fn connect(url: &str) -> Result<DatabaseConnection, Box<dyn Error>> {
    let mut options = ConnectOptions::new(url);
    // This connection only reads. Writes use nevr's store, which runs the hooks of plugins and holds
    // SQLite's one writer.
    options.max_connections(4).sqlx_logging(false);
    // Not the URL, which may hold a password.
    let explain = |error| format!("the database can't be opened, try --push: {error}");
    Ok(Database::connect(options).await.map_err(explain)?)
}
