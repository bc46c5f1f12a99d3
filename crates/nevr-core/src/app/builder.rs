//! From a config to a running app.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use nevr_config::{Report, Variables};
use nevr_migrate::files::{self, Folder, MigrateOptions, Migrated};
use nevr_schema::env::Env;
use sea_orm::DatabaseConnection;

use super::{error::StartError, nevr::Nevr};
use crate::{
    description::{Description, Sources},
    plugin::{PluginType, Registry},
};

/// What an app is made from: plugins, a config, and what the app brings itself.
///
/// [`start`](Self::start) does all of it at once. Programs that do something between the steps call
/// them one by one: [`check`](Self::check) reads and checks the config, [`open`](Self::open) opens the
/// database of that description, [`Opened::start`] starts the app on it.
///
/// ```no_run
/// # use nevr_core::{app::Nevr, plugin::Registry};
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let nevr = Nevr::builder(Registry::new()).config_file("nevr.config.toml").start().await?;
/// nevr.stop().await;
/// # Ok(())
/// # }
/// ```
pub struct NevrBuilder {
    registry: Registry,
    config: ConfigSource,
    variables: Option<Variables>,
    pub(super) connection: Option<DatabaseConnection>,
    pub(super) env: Env,
    migrations: Option<PathBuf>,
    fallback: Vec<(String, String)>,
    pub(super) dev: bool,
}

enum ConfigSource {
    File(PathBuf),
    Text(String),
}

impl Nevr {
    /// Begins an app with the plugins that its config file may name.
    pub fn builder(registry: Registry) -> NevrBuilder {
        NevrBuilder::new(registry)
    }
}

impl NevrBuilder {
    fn new(registry: Registry) -> Self {
        Self {
            registry,
            config: ConfigSource::File(PathBuf::from("nevr.config.toml")),
            variables: None,
            connection: None,
            env: Env::default(),
            migrations: None,
            fallback: Vec::new(),
            dev: false,
        }
    }

    /// Adds a type of plugin, to be switched on in the config by its ID.
    #[must_use]
    pub fn plugin<P: PluginType>(mut self) -> Self {
        self.registry = self.registry.with::<P>();
        self
    }

    /// Reads the config from a file; `nevr.config.toml` unless told otherwise.
    #[must_use]
    pub fn config_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.config = ConfigSource::File(path.into());
        self
    }

    /// Takes the config as text; relative paths in it begin in the current folder.
    #[must_use]
    pub fn config_str(mut self, text: impl Into<String>) -> Self {
        self.config = ConfigSource::Text(text.into());
        self
    }

    /// Sets the variables that `${NAME}` in the config refers to, instead of the process's
    /// environment and `.env`.
    #[must_use]
    pub fn variables(mut self, variables: Variables) -> Self {
        self.variables = Some(variables);
        self
    }

    /// Sets the value of a variable for the case that neither the environment nor `.env` has one.
    /// It counts for what is resolved when the database is opened and the app starts.
    #[must_use]
    pub fn fallback_variable(mut self, name: &str, value: &str) -> Self {
        self.fallback.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Uses the database of a connection that the app has opened itself.
    #[must_use]
    pub fn database(mut self, connection: DatabaseConnection) -> Self {
        self.connection = Some(connection);
        self
    }

    /// Sets where time and ids come from.
    #[must_use]
    pub fn env(mut self, env: Env) -> Self {
        self.env = env;
        self
    }

    /// Sets the folder of migration files; `migrations` beside the config file unless told
    /// otherwise.
    #[must_use]
    pub fn migrations(mut self, folder: impl Into<PathBuf>) -> Self {
        self.migrations = Some(folder.into());
        self
    }

    /// Relaxes what `nevr dev` relaxes: pages from this machine are trusted, when the peer and the
    /// `Host` are on it too, and cookies are not `Secure`, whatever `server.baseURL` is, because
    /// this server answers on an http address.
    #[must_use]
    pub fn dev(mut self) -> Self {
        self.dev = true;
        self
    }

    /// Reads the config and checks the union of what its plugins declare; touches neither a
    /// database nor a secret. Every problem is in the report; the description is only there when
    /// none of them is an error.
    pub fn describe(&self) -> Result<(Option<Description>, Report), StartError> {
        Ok(Description::of(&self.registry, self.sources()?))
    }

    /// Reads and checks like [`describe`](Self::describe); what is wrong is an error.
    pub fn check(&self) -> Result<Arc<Description>, StartError> {
        match self.describe()? {
            (Some(description), _) => Ok(Arc::new(description)),
            (None, report) => Err(report.into()),
        }
    }

    /// Writes the next migration and applies nothing; no database is needed.
    pub fn create_migration(
        &self,
        description: &Description,
        options: &MigrateOptions,
    ) -> Result<Migrated, StartError> {
        let provider = description.config().database.provider;
        let (target, folder) = (description.target(), self.folder(description));
        Ok(files::create(provider, &target, &folder, options, self.env.now())?)
    }

    fn sources(&self) -> Result<Sources, StartError> {
        Ok(match (&self.config, self.variables.clone()) {
            (ConfigSource::File(path), None) => Sources::read(path)?,
            (ConfigSource::File(path), Some(variables)) => Sources::read_with(path, variables)?,
            (ConfigSource::Text(text), Some(variables)) => Sources::text(text, variables),
            (ConfigSource::Text(text), None) => {
                Sources::text(text, Variables::from_process(Path::new("."))?)
            }
        })
    }

    pub(super) fn variables_of(&self, description: &Description) -> Variables {
        let mut variables = description.variables().clone();
        for (name, value) in &self.fallback {
            if variables.get(name).is_none() {
                variables = variables.with(name, value);
            }
        }
        variables
    }

    pub(super) fn folder(&self, description: &Description) -> Folder {
        let beside = || description.folder().join(Folder::NAME);
        Folder::at(self.migrations.clone().unwrap_or_else(beside))
    }
}
