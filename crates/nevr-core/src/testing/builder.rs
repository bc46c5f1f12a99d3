//! What a [`TestApp`] is made from.

use std::{collections::BTreeMap, path::PathBuf, rc::Rc};

use actix_web::web::ServiceConfig;
use nevr_config::{Report, Variables};
use nevr_migrate::{Applied, Options};
use nevr_schema::env::Env;
use tracing::Instrument;

use super::{
    Engine, TestApp, TestClock, TestDatabase, app::Mounted, database::on_engine, logs::AppLogs,
};
use crate::{
    app::{Nevr, NevrBuilder, Opened, StartError},
    description::{Description, Sources},
    plugin::{PluginType, Registry},
};

/// The value of `NEVR_AUTH_SECRET` in a [`TestApp`].
pub const TEST_SECRET: &str = "uT5#vQ9!mZ2@kL7$xR4%wB8^nD1&hF6*";

type OwnRoutes = Rc<dyn Fn(&mut ServiceConfig)>;

/// Makes a [`TestApp`]: [`TestApp::builder`] begins one.
pub struct TestAppBuilder {
    setup: Setup,
    database: Rc<TestDatabase>,
    push: bool,
}

/// All that stays the same over a restart.
#[derive(Clone)]
pub(super) struct Setup {
    engine: Engine,
    registry: Registry,
    config: String,
    variables: BTreeMap<String, String>,
    pub(super) clock: TestClock,
    dev: bool,
    own: OwnRoutes,
}

impl TestAppBuilder {
    pub(super) fn new(registry: Registry) -> Self {
        let database = Rc::new(TestDatabase::new());
        let url = database.url();
        let variables = [("DATABASE_URL", url.as_str()), ("NEVR_AUTH_SECRET", TEST_SECRET)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let setup = Setup {
            engine: database.engine(),
            registry,
            config: String::new(),
            variables: variables.into(),
            clock: TestClock::new(),
            dev: false,
            own: Rc::new(|_| {}),
        };
        Self { setup, database, push: true }
    }

    /// On the database of another app.
    pub(super) fn on(setup: Setup, database: Rc<TestDatabase>) -> Self {
        Self { setup, database, push: true }
    }

    /// The config file's text. The database is the app's own, of the [`Engine`] that the test runs
    /// on, whichever provider the text names; with `database.url` in it, it is what that says.
    #[must_use]
    pub fn config(mut self, text: impl Into<String>) -> Self {
        self.setup.config = text.into();
        self
    }

    /// Adds a type of plugin.
    #[must_use]
    pub fn plugin<P: PluginType>(mut self) -> Self {
        self.setup.registry = self.setup.registry.with::<P>();
        self
    }

    /// Sets a variable that the config may refer to. There are no others than those set here,
    /// `DATABASE_URL` and `NEVR_AUTH_SECRET`.
    #[must_use]
    pub fn variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.setup.variables.insert(name.into(), value.into());
        self
    }

    /// Takes a variable away, `NEVR_AUTH_SECRET` for one.
    #[must_use]
    pub fn without_variable(mut self, name: &str) -> Self {
        self.setup.variables.remove(name);
        self
    }

    /// Starts on the database as it is, without bringing it to the schema first.
    #[must_use]
    pub fn without_push(mut self) -> Self {
        self.push = false;
        self
    }

    /// Trusts pages from this machine, as `nevr dev` does.
    #[must_use]
    pub fn dev(mut self) -> Self {
        self.setup.dev = true;
        self
    }

    /// Mounts routes of the app's own beside those of nevr, after them.
    #[must_use]
    pub fn routes(mut self, own: impl Fn(&mut ServiceConfig) + 'static) -> Self {
        self.setup.own = Rc::new(own);
        self
    }

    /// The app's database.
    pub fn database(&self) -> &TestDatabase {
        &self.database
    }

    /// The SQLite file, whether or not it is there yet. Panics on other engines, which have none.
    pub fn path(&self) -> PathBuf {
        self.database.path()
    }

    /// Reads and checks the config, and touches no database.
    pub fn describe(&self) -> (Option<Description>, Report) {
        self.setup.describe()
    }

    /// Brings the database to the schema.
    pub async fn push(&self) -> Result<Applied, StartError> {
        self.setup.push().await
    }

    /// Starts the app; panics with the report if the config is wrong.
    pub async fn start(self) -> TestApp {
        match self.try_start().await {
            Ok(app) => app,
            Err(error) => panic!("the app did not start\n{error}"),
        }
    }

    /// Starts the app, or says why it can't be started.
    pub async fn try_start(self) -> Result<TestApp, StartError> {
        let Self { setup, database, push } = self;
        let logs = AppLogs::begin();
        let starting = async {
            if push { setup.push_and_start().await } else { setup.builder().start().await }
        };
        // Boxed, so that the futures of tests, which nest deep already, hold no part of it.
        let nevr = Box::pin(starting).instrument(logs.span().clone()).await?;
        let mounted = Mounted::new(&nevr, setup.own.clone(), logs).await;
        Ok(TestApp::new(nevr, Rc::new(mounted), setup, database))
    }
}

impl Setup {
    pub(super) fn builder(&self) -> NevrBuilder {
        let builder = Nevr::builder(self.registry.clone())
            .config_str(on_engine(self.engine, &self.config))
            .variables(self.variables())
            .env(Env::new(self.clock.clone()));
        if self.dev { builder.dev() } else { builder }
    }

    fn describe(&self) -> (Option<Description>, Report) {
        Description::of(&self.registry, Sources::text(&self.config, self.variables()))
    }

    /// Opens the database, to be made if there is none.
    async fn open(&self) -> Result<Opened, StartError> {
        let builder = self.builder();
        builder.open_or_create(&builder.check()?).await
    }

    pub(super) async fn push(&self) -> Result<Applied, StartError> {
        self.open().await?.run(async |opened| opened.push(Options::default()).await).await
    }

    async fn push_and_start(&self) -> Result<Nevr, StartError> {
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
