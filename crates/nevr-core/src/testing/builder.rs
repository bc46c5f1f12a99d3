//! The settings and the start of a [`TestApp`].

use std::{path::PathBuf, rc::Rc};

use actix_web::web::ServiceConfig;
use nevr_config::Report;
use nevr_migrate::Applied;
use nevr_schema::Owner;
use tracing::Instrument;

use super::{
    app::TestApp, database::TestDatabase, logs::AppLogs, service::TestService, setup::TestSetup,
};
use crate::{
    app::StartError,
    description::Description,
    plugin::{PluginType, Registry},
};

/// The settings of a [`TestApp`]; [`TestApp::builder`] returns one.
///
/// ```
/// use actix_web::web;
/// use nevr_core::{plugin::Registry, testing::{TestApp, run}};
///
/// run(async {
///     let app = TestApp::builder(Registry::new())
///         .config("[server]\nbasePath = \"/v1\"\nport = \"${PORT}\"")
///         .variable("PORT", "8080")
///         .routes(|app| {
///             app.route("/hello", web::get().to(|| async { "hello" }));
///         })
///         .start()
///         .await;
///     assert_eq!(app.get("/v1/health").send().await.status(), 200);
///     assert_eq!(app.get("/hello").send().await.text(), "hello");
/// });
/// ```
pub struct TestAppBuilder {
    setup: TestSetup,
    database: Rc<TestDatabase>,
    push: bool,
}

impl TestApp {
    /// Starts an app with this config on a new database, which it brings to the schema first. Panics
    /// with the report if the config is wrong.
    pub async fn start(registry: Registry, config: &str) -> Self {
        Self::builder(registry).config(config).start().await
    }

    /// Returns the builder of an app, for more settings than the config.
    pub fn builder(registry: Registry) -> TestAppBuilder {
        let database = Rc::new(TestDatabase::new());
        TestAppBuilder::on(TestSetup::new(registry, &database), database)
    }

    /// Returns the builder of another node on the same database. It begins with the same plugins,
    /// config, variables and clock, and does not bring the database to the schema.
    pub fn another_node(&self) -> TestAppBuilder {
        TestAppBuilder::on(self.setup.clone(), self.database.clone()).without_push()
    }

    /// Stops the app and starts it again with another config, on the same database and clock. Brings
    /// the database to the schema of the new config.
    pub async fn restart(self, config: &str) -> Self {
        self.stopped().await.config(config).start().await
    }

    /// Stops the app, and returns the builder that starts it again on the same database and clock,
    /// with other settings if need be.
    pub async fn stopped(self) -> TestAppBuilder {
        self.end().await;
        TestAppBuilder::on(self.setup, self.database)
    }
}

impl TestAppBuilder {
    fn on(setup: TestSetup, database: Rc<TestDatabase>) -> Self {
        Self { setup, database, push: true }
    }

    /// Sets the text of the config file. Whichever provider it names, the database is that of the
    /// test, of the [`Engine`](super::Engine) that the test runs on; unless it sets `database.url`.
    #[must_use]
    pub fn config(mut self, text: impl Into<String>) -> Self {
        self.setup.config = text.into();
        self
    }

    /// Adds a plugin type to the registry.
    #[must_use]
    pub fn plugin<P: PluginType>(mut self) -> Self {
        self.setup.registry = self.setup.registry.with::<P>();
        self
    }

    /// Sets a variable that the config may refer to. Besides those set here there are only
    /// `DATABASE_URL` and `NEVR_AUTH_SECRET`: nothing is read from the environment of the process.
    #[must_use]
    pub fn variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.setup.variables.insert(name.into(), value.into());
        self
    }

    /// Removes a variable, for example `NEVR_AUTH_SECRET`.
    #[must_use]
    pub fn without_variable(mut self, name: &str) -> Self {
        self.setup.variables.remove(name);
        self
    }

    /// Leaves the database as it is: does not bring it to the schema before the start.
    #[must_use]
    pub fn without_push(mut self) -> Self {
        self.push = false;
        self
    }

    /// Relaxes what `nevr dev` relaxes; see [`NevrBuilder::dev`](crate::app::NevrBuilder::dev).
    #[must_use]
    pub fn dev(mut self) -> Self {
        self.setup.dev = true;
        self
    }

    /// Adds routes of the app itself, mounted after those of nevr.
    #[must_use]
    pub fn routes(mut self, own: impl Fn(&mut ServiceConfig) + 'static) -> Self {
        self.setup.own = Rc::new(own);
        self
    }

    /// Returns the database of the app.
    pub fn database(&self) -> &TestDatabase {
        &self.database
    }

    /// Returns the path of the SQLite file, which may not exist yet. Panics on other engines, which
    /// have no file.
    pub fn path(&self) -> PathBuf {
        self.database.path()
    }

    /// Reads and checks the config, without a database.
    pub fn describe(&self) -> (Option<Description>, Report) {
        self.setup.describe()
    }

    /// Brings the database to the schema.
    pub async fn push(&self) -> Result<Applied, StartError> {
        self.setup.push().await
    }

    /// Drops what a plugin that the config does not switch on has in the database, and what its
    /// sub-plugins have.
    pub async fn drop_plugin(&self, plugin: &Owner) -> Result<(), StartError> {
        self.setup.drop_plugin(plugin).await
    }

    /// Starts the app. Panics with the error if it can't start.
    pub async fn start(self) -> TestApp {
        match self.try_start().await {
            Ok(app) => app,
            Err(error) => panic!("the app did not start\n{error}"),
        }
    }

    /// Starts the app, or returns why it can't start.
    pub async fn try_start(self) -> Result<TestApp, StartError> {
        let Self { setup, database, push } = self;
        let logs = AppLogs::begin();
        let starting = async {
            if push { setup.push_and_start().await } else { setup.builder().start().await }
        };
        // Boxed: this future is large, and would be part of the futures of tests, which nest deep.
        let nevr = Box::pin(starting).instrument(logs.span().clone()).await?;
        let service = TestService::new(&nevr, setup.own.clone(), logs).await;
        Ok(TestApp { nevr, service: Rc::new(service), setup, database })
    }
}
