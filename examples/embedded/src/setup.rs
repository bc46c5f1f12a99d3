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

/// What the shop is made of, once it runs.
pub(crate) struct Shop {
    pub(crate) nevr: Nevr,
    /// The shop's own connection, for its own queries.
    pub(crate) connection: DatabaseConnection,
    pub(crate) port: u16,
}

/// Starts everything but the server. With `--push`, the database is brought to the schema first;
/// without, one that is behind it is an error, because a server that starts on a machine at night
/// should change no table.
pub(crate) async fn setup(arguments: impl Iterator<Item = String>) -> Result<Shop, Box<dyn Error>> {
    let push = read(arguments)?;
    // The environment over `.env`, as nevr reads it: both see the same variables.
    let variables = Variables::from_process(Path::new("."))?;
    let url = variables.get("DATABASE_URL").unwrap_or(DATABASE).to_owned();
    let builder = Nevr::builder(nevr::plugins())
        .config_file(CONFIG)
        .variables(variables.with("DATABASE_URL", &url));
    let description = builder.check()?;
    if push {
        // Makes the file too, readable to its owner alone.
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

/// Whether the database is to be brought to the schema.
fn read(mut arguments: impl Iterator<Item = String>) -> Result<bool, String> {
    match (arguments.next().as_deref(), arguments.next()) {
        (None, _) => Ok(false),
        (Some("--push"), None) => Ok(true),
        _ => Err("usage: shop [--push]".to_owned()),
    }
}

async fn connect(url: &str) -> Result<DatabaseConnection, Box<dyn Error>> {
    let mut options = ConnectOptions::new(url);
    // Reading is all that this connection is for: writes go through nevr's store, which knows the
    // hooks of plugins and is the one writer that SQLite has.
    options.max_connections(4).sqlx_logging(false);
    // Not the URL: that of another database may hold a password.
    let explain = |error| format!("the database can't be opened, try --push: {error}");
    Ok(Database::connect(options).await.map_err(explain)?)
}
