//! What a [`TestApp`] is made from.

use std::{path::PathBuf, rc::Rc};

use actix_web::web::ServiceConfig;
use nevr_config::Report;
use nevr_migrate::Applied;
use tracing::Instrument;

use super::{
    app::TestApp, database::TestDatabase, logs::AppLogs, service::TestService, setup::TestSetup,
};
use crate::{
    app::StartError,
    description::Description,
    plugin::{PluginType, Registry},
};

/// Makes a [`TestApp`]: [`TestApp::builder`] begins one.
pub struct TestAppBuilder {
    setup: TestSetup,
    database: Rc<TestDatabase>,
    push: bool,
}

impl TestApp {
    /// Starts an app with this config on a database of its own, which is brought to the schema
    /// first. Panics with the rendered report if the config is wrong.
    pub async fn start(registry: Registry, config: &str) -> Self {
        Self::builder(registry).config(config).start().await
    }

    /// Begins an app, to say more than its config.
    pub fn builder(registry: Registry) -> TestAppBuilder {
        let database = Rc::new(TestDatabase::new());
        TestAppBuilder::on(TestSetup::new(registry, &database), database)
    }

    /// Another node on the same database: it has the same plugins, config, variables and clock
    /// unless told otherwise, and finds the schema as it is.
    pub fn another_node(&self) -> TestAppBuilder {
        TestAppBuilder::on(self.setup.clone(), self.database.clone()).without_push()
    }

    /// Stops the app and starts it again on the same database and clock with another config, bringing
    /// the database to the schema.
    pub async fn restart(self, config: &str) -> Self {
        self.stopped().await.config(config).start().await
    }

    /// Stops the app; what comes back starts it again on the same database and clock, and can be
    /// told first what is different now.
    pub async fn stopped(self) -> TestAppBuilder {
        self.end().await;
        TestAppBuilder::on(self.setup, self.database)
    }
}

impl TestAppBuilder {
    fn on(setup: TestSetup, database: Rc<TestDatabase>) -> Self {
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
        let service = TestService::new(&nevr, setup.own.clone(), logs).await;
        Ok(TestApp { nevr, service: Rc::new(service), setup, database })
    }
}
