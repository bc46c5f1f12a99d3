//! The settings of an app, and the check of its config.

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

/// The settings of an app: its plugins, its config, and what the app brings itself.
///
/// [`start`](Self::start) goes through all phases at once:
///
/// ```no_run
/// # use nevr_core::{app::Nevr, plugin::Registry};
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let nevr = Nevr::builder(Registry::new()).config_file("nevr.config.toml").start().await?;
/// nevr.stop().await;
/// # Ok(())
/// # }
/// ```
///
/// A program that does something in between calls the steps one by one. This one brings the
/// database to the schema before it starts:
///
/// ```no_run
/// # use nevr_core::{app::Nevr, plugin::Registry};
/// # use nevr_migrate::Options;
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let builder = Nevr::builder(Registry::new()).config_file("nevr.config.toml");
/// let description = builder.check()?;
/// let opened = builder.open_or_create(&description).await?;
/// if let Err(error) = opened.push(Options::default()).await {
///     opened.close().await;
///     return Err(error.into());
/// }
/// let nevr = opened.start().await?;
/// # nevr.stop().await;
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
    /// Returns the builder of an app. The registry holds the plugins that its config file may name.
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

    /// Adds a plugin type to the registry. The config file switches it on by its ID.
    #[must_use]
    pub fn plugin<P: PluginType>(mut self) -> Self {
        self.registry = self.registry.with::<P>();
        self
    }

    /// Sets the config file. The default is `nevr.config.toml` in the current folder.
    #[must_use]
    pub fn config_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.config = ConfigSource::File(path.into());
        self
    }

    /// Sets the config as text, instead of a file. Relative paths in it begin in the current folder.
    #[must_use]
    pub fn config_str(mut self, text: impl Into<String>) -> Self {
        self.config = ConfigSource::Text(text.into());
        self
    }

    /// Sets the variables that `${NAME}` in the config refers to. The default is the environment of the
    /// process, and `.env`.
    #[must_use]
    pub fn variables(mut self, variables: Variables) -> Self {
        self.variables = Some(variables);
        self
    }

    /// Sets a value for a variable that neither the environment nor `.env` sets. It is used for the
    /// options that are resolved when the database is opened and the app starts.
    #[must_use]
    pub fn fallback_variable(mut self, name: &str, value: &str) -> Self {
        self.fallback.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets a connection that the app has opened itself, instead of `database.url`. nevr opens
    /// connections of its own to the same database.
    #[must_use]
    pub fn database(mut self, connection: DatabaseConnection) -> Self {
        self.connection = Some(connection);
        self
    }

    /// Sets the source of time and ids. The default is the system clock.
    #[must_use]
    pub fn env(mut self, env: Env) -> Self {
        self.env = env;
        self
    }

    /// Sets the folder of migration files. The default is `migrations` beside the config file.
    #[must_use]
    pub fn migrations(mut self, folder: impl Into<PathBuf>) -> Self {
        self.migrations = Some(folder.into());
        self
    }

    /// Relaxes what `nevr dev` relaxes. Pages from this machine are trusted if the peer and the
    /// `Host` are on it too. Cookies are not `Secure`, whatever `server.baseURL` is, because this
    /// server answers on an http address. Never use it in production.
    #[must_use]
    pub fn dev(mut self) -> Self {
        self.dev = true;
        self
    }

    /// Reads the config and checks the union of what its plugins declare. Needs neither a database
    /// nor a secret. The report has every problem, warnings included; there is a description only if
    /// none of them is an error.
    ///
    /// # Errors
    ///
    /// [`StartError::Sources`] if the config file or `.env` can't be read.
    pub fn describe(&self) -> Result<(Option<Description>, Report), StartError> {
        Ok(Description::of(&self.registry, self.sources()?))
    }

    /// Reads and checks the config like [`describe`](Self::describe), and returns a report with
    /// errors as [`StartError::Config`].
    pub fn check(&self) -> Result<Arc<Description>, StartError> {
        match self.describe()? {
            (Some(description), _) => Ok(Arc::new(description)),
            (None, report) => Err(report.into()),
        }
    }

    /// Writes the next migration without applying it. Needs no database.
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
