//! From a config to a running app.

use std::{
    any::Any,
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicU8},
};

use nevr_config::{BaseUrl, Network, Report, Source, Variables};
use nevr_migrate::{Applied, Options, PluginMigration, Status, Target};
use nevr_schema::env::Env;
use sea_orm::DatabaseConnection;

use super::{Nevr, StartError, nevr::Inner};
use crate::{
    description::Description,
    generate::openapi,
    http::{AppHandle, OriginPolicy, Proxies, Serving, Table},
    options::{CoreConfig, DatabaseUrlError},
    plugin::{Active, PluginType, Registry},
    rate_limit::{DEFAULT_CAPACITY, Limiter},
    store::{Database, DatabaseOptions, OpenError, Store},
};

/// What an app is made from: plugins, a config, and what the app brings itself.
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
    connection: Option<DatabaseConnection>,
    pub(super) env: Env,
    pub(super) migrations: Option<PathBuf>,
    dev: bool,
}

enum ConfigSource {
    File(PathBuf),
    Text(String),
}

/// A config that was read and checked, with what it was read with.
pub(super) struct Prepared {
    pub(super) description: Description,
    report: Report,
    pub(super) variables: Variables,
    pub(super) dir: PathBuf,
}

impl NevrBuilder {
    pub(super) fn new(registry: Registry) -> Self {
        Self {
            registry,
            config: ConfigSource::File(PathBuf::from("nevr.config.toml")),
            variables: None,
            connection: None,
            env: Env::default(),
            migrations: None,
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

    /// Takes the config as text; paths in it begin in the current folder.
    #[must_use]
    pub fn config_str(mut self, text: impl Into<String>) -> Self {
        self.config = ConfigSource::Text(text.into());
        self
    }

    /// What `${NAME}` in the config means, instead of the process's environment and `.env`.
    #[must_use]
    pub fn variables(mut self, variables: Variables) -> Self {
        self.variables = Some(variables);
        self
    }

    /// Uses the database of a connection that the app has opened itself.
    #[must_use]
    pub fn database(mut self, connection: DatabaseConnection) -> Self {
        self.connection = Some(connection);
        self
    }

    /// Where time and ids come from.
    #[must_use]
    pub fn env(mut self, env: Env) -> Self {
        self.env = env;
        self
    }

    /// Relaxes what `nevr dev` relaxes: pages from this machine are trusted, when the peer and the
    /// `Host` are on it too, and cookies are not `Secure`, whatever `server.baseURL` says, because
    /// this server answers on an http address.
    #[must_use]
    pub fn dev(mut self) -> Self {
        self.dev = true;
        self
    }

    pub(super) fn is_dev(&self) -> bool {
        self.dev
    }

    /// Reads and checks the config, without a database or a secret.
    pub fn describe(&self) -> Result<(Option<Description>, Report), StartError> {
        let (source, variables, _) = self.read()?;
        Ok(Description::read(&self.registry, source, &variables))
    }

    /// Compares the database with the schema; changes nothing.
    pub async fn status(&self) -> Result<Status, StartError> {
        let prepared = self.prepare()?;
        let database = self.open(&prepared, false).await?;
        let status = nevr_migrate::status(database.reading_connection(), &prepared.target()).await;
        database.close().await;
        Ok(status?)
    }

    /// Brings the database to the schema, as far as nothing is lost by it; makes the SQLite file
    /// when there is none.
    pub async fn push(&self) -> Result<Applied, StartError> {
        self.push_with(Options::default()).await
    }

    /// Brings the database to the schema, as far as the options allow it; makes the SQLite file
    /// when there is none.
    pub async fn push_with(&self, options: Options) -> Result<Applied, StartError> {
        let prepared = self.prepare()?;
        let database = self.open(&prepared, true).await?;
        let target = prepared.target();
        let (db, now) = (database.schema_connection(), self.env.now());
        let applied = match nevr_migrate::files::refuse_half_way(db).await {
            Ok(()) => nevr_migrate::push(db, &target, options, now).await.map_err(StartError::from),
            Err(error) => Err(error.into()),
        };
        database.close().await;
        applied
    }

    /// Starts the app. Never changes the schema: a database that is behind it, or behind the
    /// migration files that are there, is an error.
    pub async fn start(self) -> Result<Nevr, StartError> {
        let prepared = self.prepare()?;
        let database = self.open(&prepared, false).await?;
        if let Err(error) = self.check_current(&prepared, &database).await {
            database.close().await;
            return Err(error);
        }
        let nevr = self.assemble(prepared, database);
        start_plugins(&nevr).await?;
        Ok(nevr)
    }

    fn read(&self) -> Result<(Source, Variables, PathBuf), StartError> {
        let (source, dir) = match &self.config {
            ConfigSource::File(path) => (Source::read(path)?, folder_of(path)),
            ConfigSource::Text(text) => (Source::new("nevr.config.toml", text), PathBuf::from(".")),
        };
        let variables = match &self.variables {
            Some(variables) => variables.clone(),
            None => Variables::from_process(&dir)?,
        };
        Ok((source, variables, dir))
    }

    pub(super) fn prepare(&self) -> Result<Prepared, StartError> {
        let (source, variables, dir) = self.read()?;
        match Description::read(&self.registry, source, &variables) {
            (Some(description), report) => {
                Ok(Prepared { description, report: report.without_problems(), variables, dir })
            }
            (None, report) => Err(report.into()),
        }
    }

    pub(super) async fn open(
        &self,
        prepared: &Prepared,
        create: bool,
    ) -> Result<Database, StartError> {
        let config = &prepared.description.config().database;
        let options = DatabaseOptions {
            max_connections: config.max_connections.get(),
            acquire_timeout: config.acquire_timeout.duration(),
            create,
        };
        if let Some(connection) = &self.connection {
            let database = Database::share(connection, options).await?;
            if database.provider() == config.provider {
                return Ok(database);
            }
            database.close().await;
            return Err(OpenError::OtherProvider(config.provider).into());
        }
        let url = config.resolve_url(&prepared.variables, &prepared.dir);
        let url = url.map_err(|error| prepared.explain(error))?;
        Ok(Database::open(url.expose(), options).await?)
    }

    fn assemble(self, prepared: Prepared, database: Database) -> Nevr {
        let Prepared { description, variables, .. } = prepared;
        let config = description.config().clone();
        let schema = description.schema().clone();
        let store = Store::new(schema, description.hooks().clone(), self.env.clone(), database);
        let plugins: HashMap<_, _> = description
            .plugins()
            .iter()
            .map(|active| {
                (active.plugin_type(), active.plugin.clone() as Arc<dyn Any + Send + Sync>)
            })
            .collect();
        Nevr(Arc::new(Inner {
            table: Table::new(description.served(), description.bases.clone()),
            handle: AppHandle::new(Serving {
                openapi: Arc::new(openapi(&description)),
                limiter: Limiter::new(self.env.clone(), DEFAULT_CAPACITY),
                origins: origins(&config, self.dev),
                proxies: proxies(&config),
                authentication: description.assembly.authentication.clone(),
                secure_cookies: !self.dev && is_https(&config),
                store,
                env: self.env,
                variables,
                plugins,
                config,
                warned: AtomicU8::new(0),
            }),
            description,
        }))
    }
}

impl Prepared {
    pub(super) fn target(&self) -> Target {
        let migrations = self
            .description
            .migrations()
            .into_iter()
            .map(|(owner, migration)| PluginMigration { owner, migration })
            .collect();
        let plugins = self.description.plugins().iter();
        let switched_on = plugins.map(Active::owner).collect();
        Target { schema: self.description.schema().clone(), migrations, switched_on }
    }

    /// What is wrong with the option is shown where it stands, like every other problem.
    fn explain(&self, error: DatabaseUrlError) -> StartError {
        let place = self.description.locate_written("database.url");
        match place.and_then(|place| error.problem(place)) {
            Some(problem) => {
                let mut report = self.report.clone();
                report.push(problem);
                report.into()
            }
            None => error.into(),
        }
    }
}

/// Starts plugins in order; when one fails, those before it are stopped again.
async fn start_plugins(nevr: &Nevr) -> Result<(), StartError> {
    let plugins = nevr.description().plugins();
    for (at, active) in plugins.iter().enumerate() {
        if let Err(source) = active.start(nevr.handle()).await {
            for started in plugins[..at].iter().rev() {
                started.stop(nevr.handle()).await;
            }
            nevr.store().close().await;
            return Err(StartError::Plugin { plugin: active.path.clone(), source });
        }
    }
    Ok(())
}

fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(dir) if !dir.as_os_str().is_empty() => dir.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn is_https(config: &CoreConfig) -> bool {
    config.server.base_url.as_ref().is_some_and(BaseUrl::is_https)
}

fn origins(config: &CoreConfig, dev: bool) -> OriginPolicy {
    OriginPolicy {
        base_url: config.server.base_url.as_ref().map(|url| url.origin().clone()),
        trusted: config.server.trusted_origins.clone(),
        dev,
    }
}

fn proxies(config: &CoreConfig) -> Proxies {
    let trusted = config.server.trusted_proxies.iter().map(Network::net);
    Proxies::new(trusted, config.server.forwarded_header.name().clone())
}
