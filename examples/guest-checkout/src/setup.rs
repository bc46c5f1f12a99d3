//! From the config file and the environment to a running nevr and a page.

use std::{error::Error, path::Path};

use nevr::{Nevr, config::Variables, migrate::Options, plugin::Registry};

use crate::{page::Page, welcome::Welcome};

const CONFIG: &str = "nevr.config.toml";
const PAGE: &str = "page/dist";

/// The parts of the running shop.
pub(crate) struct Shop {
    pub(crate) nevr: Nevr,
    pub(crate) page: Page,
    pub(crate) port: u16,
}

/// Returns nevr's plugins and the shop's own.
pub fn plugins() -> Registry {
    nevr::plugins().with::<Welcome>()
}

/// Starts everything except the server. Without `push`, a database that is behind the schema is an
/// error, because a server that restarts at night must not change tables.
pub(crate) async fn setup(push: bool) -> Result<Shop, Box<dyn Error>> {
    // The environment before `.env`, as nevr reads them, so that both have the same variables.
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
