//! A config that was read without errors.

use std::sync::Arc;

use actix_web::rt::System;
use nevr_config::{Report, Variables};
use nevr_core::{
    app::{CopyToError, NevrBuilder, Opened, StartError},
    description::Description,
};
use nevr_migrate::files::{MigrateOptions, Migrated};

use super::{
    config_error::ConfigError, copy_error::CopyFailedError, database_setting::DatabaseSetting,
    start_error::start_failure,
};
use crate::{failure::Failure, words::count};

/// A config that was read without errors, with the plugins that it switches on.
///
/// Everything that follows is made of it, so that what is checked is what is served. A command that
/// needs the database calls [`block_on`](Self::block_on), or [`open`](Self::open) in async code, and
/// gets every error as a [`Failure`] in the words of the command line.
pub(crate) struct Checked {
    /// What the config switches on.
    pub(crate) description: Arc<Description>,
    /// The warnings about the config.
    pub(crate) report: Report,
    builder: NevrBuilder,
    database: DatabaseSetting,
}

impl Checked {
    /// Reads and checks a config. Neither a database nor a secret is needed.
    pub(super) fn read(builder: NevrBuilder) -> Result<Self, Failure> {
        let (description, report) =
            builder.describe().map_err(|error| start_failure(error, DatabaseSetting::Default))?;
        let Some(description) = description else {
            return Err(ConfigError(Box::new(report)).into());
        };
        let database = DatabaseSetting::of(&description);
        Ok(Self { description: Arc::new(description), report, builder, database })
    }

    /// Returns the variables that the config refers to: the environment and `.env`.
    pub(crate) fn variables(&self) -> &Variables {
        self.description.variables()
    }

    /// Switches to an app of `nevr dev`: less strict, and with the secret of this machine where no
    /// other is set.
    pub(crate) fn into_dev(self, secret: Option<(&str, &str)>) -> Self {
        let mut builder = self.builder.dev();
        if let Some((variable, secret)) = secret {
            builder = builder.fallback_variable(variable, secret);
        }
        Self { builder, ..self }
    }

    /// Opens the database, runs `work` on it and closes it, on a runtime of its own. Not for async
    /// code. An SQLite file that does not exist is an error.
    pub(crate) fn block_on<T, E: AppError>(
        &self,
        work: impl AsyncFnOnce(&Opened) -> Result<T, E>,
    ) -> Result<T, Failure> {
        System::new().block_on(async { self.run(self.open().await?, work).await })
    }

    /// Works like [`block_on`](Self::block_on), but makes the SQLite file if it does not exist.
    pub(crate) fn block_on_created<T, E: AppError>(
        &self,
        work: impl AsyncFnOnce(&Opened) -> Result<T, E>,
    ) -> Result<T, Failure> {
        System::new().block_on(async { self.run(self.open_or_create().await?, work).await })
    }

    /// Opens the database. An SQLite file that does not exist is an error.
    pub(crate) async fn open(&self) -> Result<Opened, Failure> {
        self.explain(self.builder.open(&self.description).await)
    }

    /// Opens the database, and makes the SQLite file if it does not exist.
    pub(crate) async fn open_or_create(&self) -> Result<Opened, Failure> {
        self.explain(self.builder.open_or_create(&self.description).await)
    }

    /// Writes the next migration and applies nothing; opens no database.
    pub(crate) fn create_migration(&self, options: &MigrateOptions) -> Result<Migrated, Failure> {
        self.explain(self.builder.create_migration(&self.description, options))
    }

    /// Applies pending migrations, writes the next one and applies it.
    pub(crate) fn migrate(&self, options: &MigrateOptions) -> Result<Migrated, Failure> {
        let migrate = async { self.builder.migrate(&self.description, options).await };
        self.explain(System::new().block_on(migrate))
    }

    /// Returns the error of an app in the words of the command line.
    pub(crate) fn explain<T, E: AppError>(&self, done: Result<T, E>) -> Result<T, Failure> {
        done.map_err(|error| error.failure(self.database))
    }

    async fn run<T, E: AppError>(
        &self,
        opened: Opened,
        work: impl AsyncFnOnce(&Opened) -> Result<T, E>,
    ) -> Result<T, Failure> {
        self.explain(opened.run(work).await)
    }

    /// Returns a summary such as `2 plugins, 4 entities, 21 endpoints`.
    pub(crate) fn summary(&self) -> String {
        let description = &self.description;
        [
            count(description.plugins().len(), "plugin"),
            count(description.schema().entities.len(), "entity"),
            count(description.endpoints().len(), "endpoint"),
        ]
        .join(", ")
    }
}

/// An error of the app that a command works with.
pub(crate) trait AppError {
    /// Returns the failure that it is. `setting` names the database in messages.
    fn failure(self, setting: DatabaseSetting) -> Failure;
}

impl AppError for StartError {
    fn failure(self, setting: DatabaseSetting) -> Failure {
        start_failure(self, setting)
    }
}

impl AppError for CopyToError {
    fn failure(self, _: DatabaseSetting) -> Failure {
        CopyFailedError(self).into()
    }
}
