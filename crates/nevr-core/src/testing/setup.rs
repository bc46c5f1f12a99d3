//! The settings of a test app that stay the same when it is started again.

use std::{collections::BTreeMap, rc::Rc};

use actix_web::web::ServiceConfig;
use nevr_config::{Report, Variables};
use nevr_migrate::{Applied, Options};
use nevr_schema::{Owner, env::Env};

use super::{
    clock::TestClock,
    database::{TestDatabase, config_for},
    engine::Engine,
};
use crate::{
    app::{Nevr, NevrBuilder, Opened, StartError},
    description::{Description, Sources},
    plugin::Registry,
};

/// The value of the variable `NEVR_AUTH_SECRET` in a [`TestApp`](super::TestApp).
pub const TEST_SECRET: &str = "uT5#vQ9!mZ2@kL7$xR4%wB8^nD1&hF6*";

type OwnRoutes = Rc<dyn Fn(&mut ServiceConfig)>;

/// The settings of a test app that stay the same when it is started again.
#[derive(Clone)]
pub(super) struct TestSetup {
    engine: Engine,
    pub(super) registry: Registry,
    pub(super) config: String,
    pub(super) variables: BTreeMap<String, String>,
    pub(super) clock: TestClock,
    pub(super) dev: bool,
    pub(super) own: OwnRoutes,
}

impl TestSetup {
    pub(super) fn new(registry: Registry, database: &TestDatabase) -> Self {
        let url = database.url();
        let variables = [("DATABASE_URL", url.as_str()), ("NEVR_AUTH_SECRET", TEST_SECRET)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self {
            engine: database.engine(),
            registry,
            config: String::new(),
            variables: variables.into(),
            clock: TestClock::new(),
            dev: false,
            own: Rc::new(|_| {}),
        }
    }

    pub(super) fn builder(&self) -> NevrBuilder {
        let builder = Nevr::builder(self.registry.clone())
            .config_str(config_for(self.engine, &self.config))
            .variables(self.variables())
            .env(Env::new(self.clock.clone()));
        if self.dev { builder.dev() } else { builder }
    }

    pub(super) fn describe(&self) -> (Option<Description>, Report) {
        Description::of(&self.registry, Sources::text(&self.config, self.variables()))
    }

    /// Opens the database, and creates it if it is missing.
    async fn open(&self) -> Result<Opened, StartError> {
        let builder = self.builder();
        builder.open_or_create(&builder.check()?).await
    }

    pub(super) async fn push(&self) -> Result<Applied, StartError> {
        self.open().await?.run(async |opened| opened.push(Options::default()).await).await
    }

    pub(super) async fn drop_plugin(&self, plugin: &Owner) -> Result<(), StartError> {
        let dropping = async |opened: &Opened| opened.drop_plugin(plugin, true).await.map(drop);
        self.open().await?.run(dropping).await
    }

    pub(super) async fn push_and_start(&self) -> Result<Nevr, StartError> {
        let opened = self.open().await?;
        if let Err(error) = opened.push(Options::default()).await {
            opened.close().await;
            return Err(error);
        }
        opened.start().await
    }

    fn variables(&self) -> Variables {
        Variables::fixed(self.variables.clone())
    }
}
