//! From the settings of an app to the opened database of its description.

use std::sync::Arc;

use nevr_config::Variables;
use nevr_migrate::files::{MigrateOptions, Migrated};

use super::{builder::NevrBuilder, error::StartError, nevr::Nevr, opened::Opened};
use crate::{
    description::Description,
    options::DatabaseUrlError,
    store::{Database, DatabaseOptions, OpenError},
};

impl NevrBuilder {
    /// Opens the database of a description. A missing SQLite file is an error.
    pub async fn open(&self, description: &Arc<Description>) -> Result<Opened, StartError> {
        self.open_with(description, false).await
    }

    /// Opens the database of a description, and creates the SQLite file if it is missing.
    pub async fn open_or_create(
        &self,
        description: &Arc<Description>,
    ) -> Result<Opened, StartError> {
        self.open_with(description, true).await
    }

    /// Applies the pending migration files, writes the next one from the difference between the
    /// last one and the schema, and applies that too. A dry run creates nothing, not even a SQLite
    /// file.
    pub async fn migrate(
        &self,
        description: &Arc<Description>,
        options: &MigrateOptions,
    ) -> Result<Migrated, StartError> {
        match self.open_with(description, !options.dry_run).await {
            Err(StartError::Open(OpenError::MissingFile(_))) => {
                self.create_migration(description, options)
            }
            opened => opened?.run(async |opened| opened.migrate(options).await).await,
        }
    }

    /// Goes through all phases: reads and checks the config, opens the database, starts the plugins.
    ///
    /// Never changes the schema of the database.
    ///
    /// # Errors
    ///
    /// [`StartError::Config`] has the report on a config with errors. [`StartError::Behind`] is
    /// returned if the database is behind the schema or behind the migration files, with what is
    /// missing and the command that brings it. [`StartError::Plugin`] names the plugin that could
    /// not start; the others are stopped again.
    pub async fn start(self) -> Result<Nevr, StartError> {
        self.open(&self.check()?).await?.start().await
    }

    async fn open_with(
        &self,
        description: &Arc<Description>,
        create: bool,
    ) -> Result<Opened, StartError> {
        let variables = self.variables_of(description);
        Ok(Opened {
            // Boxed: the future of opening is large, and would be part of every future around it.
            database: Box::pin(database(self, description, &variables, create)).await?,
            variables,
            folder: self.folder(description),
            description: description.clone(),
            env: self.env.clone(),
            dev: self.dev,
        })
    }
}

async fn database(
    builder: &NevrBuilder,
    description: &Description,
    variables: &Variables,
    create: bool,
) -> Result<Database, StartError> {
    let config = &description.config().database;
    let options = DatabaseOptions {
        max_connections: config.max_connections.get(),
        acquire_timeout: config.acquire_timeout.duration(),
        create,
    };
    if let Some(connection) = &builder.connection {
        let database = Database::share(connection, options).await?;
        if database.provider() == config.provider {
            return Ok(database);
        }
        database.close().await;
        return Err(OpenError::ProviderMismatch(config.provider).into());
    }
    let url = config.resolve_url(variables, description.folder());
    let url = url.map_err(|error| explain(description, error))?;
    Ok(Database::open(url.expose(), options).await?)
}

/// Turns a wrong URL into a report that shows the option in the config file, if it is written there.
fn explain(description: &Description, error: DatabaseUrlError) -> StartError {
    let place = description.locate_written("database.url");
    match place.and_then(|place| error.problem(place)) {
        Some(problem) => {
            let mut report = description.empty_report();
            report.push(problem);
            report.into()
        }
        None => error.into(),
    }
}
