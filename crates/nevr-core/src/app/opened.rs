//! The database of a description, open.

use std::sync::Arc;

use nevr_config::Variables;
use nevr_migrate::files::Folder;
use nevr_schema::{Provider, env::Env};

use super::{NevrBuilder, StartError};
use crate::{
    description::Description,
    options::DatabaseUrlError,
    store::{Database, DatabaseOptions, OpenError},
};

/// The database of a description, open, before the app is started on it: the `db:` commands work on
/// this, and [`start`](Self::start) makes a running app of it.
///
/// [`close`](Self::close) it when no app is started; [`run`](Self::run) does so by itself.
pub struct Opened {
    pub(super) description: Arc<Description>,
    pub(super) variables: Variables,
    pub(super) database: Database,
    pub(super) folder: Folder,
    pub(super) env: Env,
    pub(super) dev: bool,
}

impl Opened {
    pub(super) async fn open(
        builder: &NevrBuilder,
        description: &Arc<Description>,
        create: bool,
    ) -> Result<Self, StartError> {
        let variables = builder.variables_of(description);
        Ok(Self {
            // Boxed: what opening is made of nests deep, and would be part of every future around it.
            database: Box::pin(database(builder, description, &variables, create)).await?,
            variables,
            folder: builder.folder(description),
            description: description.clone(),
            env: builder.env.clone(),
            dev: builder.dev,
        })
    }

    /// Does some work on the database, and closes it whatever comes of that.
    ///
    /// ```no_run
    /// # use std::sync::Arc;
    /// # use nevr_core::app::{NevrBuilder, Opened, StartError};
    /// # use nevr_core::description::Description;
    /// # async fn example(b: NevrBuilder, description: Arc<Description>) -> Result<(), StartError> {
    /// let status = b.open(&description).await?.run(Opened::status).await?;
    /// println!("{status}");
    /// # Ok(())
    /// # }
    /// ```
    pub async fn run<T, E>(self, work: impl AsyncFnOnce(&Self) -> Result<T, E>) -> Result<T, E> {
        let done = work(&self).await;
        self.close().await;
        done
    }

    /// Closes the database.
    pub async fn close(self) {
        self.database.close().await;
    }

    /// What the database is opened for.
    pub fn description(&self) -> &Arc<Description> {
        &self.description
    }

    pub(super) fn provider(&self) -> Provider {
        self.description.config().database.provider
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
