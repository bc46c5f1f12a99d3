//! From the config file and the environment to a running nevr and a page.

use std::{error::Error, path::Path};

use nevr::{Nevr, config::Variables, migrate::Options, plugin::Registry};

use crate::{page::Page, welcome::Welcome};

const CONFIG: &str = "nevr.config.toml";
const PAGE: &str = "page/dist";

/// What the shop is made of, once it runs.
pub(crate) struct Shop {
    pub(crate) nevr: Nevr,
    pub(crate) page: Page,
    pub(crate) port: u16,
}

/// nevr's plugins and the shop's own.
pub fn plugins() -> Registry {
    nevr::plugins().with::<Welcome>()
}

/// Starts everything but the server. Without `push`, a database that is behind the schema is an
/// error, because a server that starts on a machine at night should change no table.
pub(crate) async fn setup(push: bool) -> Result<Shop, Box<dyn Error>> {
    // The environment over `.env`, as nevr reads it: both see the same variables.
    let variables = Variables::from_process(Path::new("."))?;
    let page = Page::read(Path::new(variables.get("SHOP_PAGE").unwrap_or(PAGE)))?;
    let builder = Nevr::builder(plugins()).config_file(CONFIG).variables(variables.clone());
    let description = builder.check()?;
    if push {
        let opened = builder.open_or_create(&description).await?;
        let applied = opened.run(async |db| db.push(Options::default()).await).await?;
        tracing::info!(changes = applied.steps.len(), "the database is at the schema");
    }
    let nevr = builder.open(&description).await?.start().await?;
    let port = match variables.get("PORT") {
        Some(port) => port.parse().map_err(|_| format!("PORT is no port: {port}"))?,
        None => nevr.config().server.port,
    };
    Ok(Shop { nevr, page, port })
}
