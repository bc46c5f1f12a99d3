//! Opening the database of a description.

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
    /// Opens the database of a description. An SQLite file that is not there is an error.
    pub async fn open(&self, description: &Arc<Description>) -> Result<Opened, StartError> {
        self.open_with(description, false).await
    }

    /// Opens the database of a description, and makes the SQLite file when there is none.
    pub async fn open_or_create(
        &self,
        description: &Arc<Description>,
    ) -> Result<Opened, StartError> {
        self.open_with(description, true).await
    }

    /// Applies the migration files that are pending, writes the next one from the difference
    /// between the last one and the schema, and applies that. A dry run makes nothing, no SQLite
    /// file either.
    pub async fn migrate(
        &self,
        description: &Arc<Description>,
        options: &MigrateOptions,
    ) -> Result<Migrated, StartError> {
        match self.open_with(description, !options.dry_run).await {
            Err(StartError::Open(OpenError::Missing(_))) => {
                self.create_migration(description, options)
            }
            opened => opened?.run(async |opened| opened.migrate(options).await).await,
        }
    }

    /// Reads, checks, opens and starts. Never changes the schema: a database that is behind it, or
    /// behind the migration files that are there, is an error.
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
            // Boxed: what opening is made of nests deep, and would be part of every future around it.
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
        return Err(OpenError::OtherProvider(config.provider).into());
    }
    let url = config.resolve_url(variables, description.folder());
    let url = url.map_err(|error| explain(description, error))?;
    Ok(Database::open(url.expose(), options).await?)
}

/// Shows what is wrong with the option where it is written, like every other problem.
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
