//! A config that was read without errors.

use std::path::PathBuf;

use actix_web::rt::System;
use nevr_config::{Report, Variables};
use nevr_core::{
    app::{CopyToError, Nevr, NevrBuilder, StartError},
    description::Description,
    plugin::Registry,
};

use super::{
    config_error::ConfigError, copy_error::copy_failure, database_setting::DatabaseSetting,
    start_error::start_failure,
};
use crate::{failure::Failure, words::count};

/// A config that was read without errors, with the plugins that it switches on.
///
/// This is the only place that builds an app. A command that needs the database or a running app
/// calls [`block_on`](Self::block_on), or [`with_app`](Self::with_app) in async code, and gets
/// every error as a [`Failure`] in the words of the command line.
pub(crate) struct Checked {
    /// What the config switches on.
    pub(crate) description: Description,
    /// The warnings about the config.
    pub(crate) report: Report,
    /// The values of `${NAME}`: the environment and `.env`.
    pub(crate) variables: Variables,
    registry: Registry,
    file: PathBuf,
    database: DatabaseSetting,
    is_dev: bool,
}

impl Checked {
    /// Reads and checks a config. Neither a database nor a secret is needed.
    pub(super) fn read(
        registry: Registry,
        file: PathBuf,
        variables: Variables,
    ) -> Result<Self, Failure> {
        let builder = Nevr::builder(registry.clone()).config_file(&file);
        let described = builder.variables(variables.clone()).describe();
        let (description, report) =
            described.map_err(|error| start_failure(error, DatabaseSetting::Default))?;
        let Some(description) = description else {
            return Err(ConfigError(Box::new(report)).into());
        };
        let database = DatabaseSetting::of(&description, &variables);
        Ok(Self { description, report, variables, registry, file, database, is_dev: false })
    }

    /// Switches to an app of `nevr dev`: less strict, and with these variables, which hold the
    /// secret of this machine.
    pub(crate) fn into_dev(self, variables: Variables) -> Self {
        Self { variables, is_dev: true, ..self }
    }

    /// Runs `work` with the app of this config, on a runtime of its own. Not for async code.
    pub(crate) fn block_on<T, E: AppError>(
        &self,
        work: impl AsyncFnOnce(NevrBuilder) -> Result<T, E>,
    ) -> Result<T, Failure> {
        System::new().block_on(self.with_app(work))
    }

    /// Runs `work` with the app of this config.
    pub(crate) async fn with_app<T, E: AppError>(
        &self,
        work: impl AsyncFnOnce(NevrBuilder) -> Result<T, E>,
    ) -> Result<T, Failure> {
        work(self.app()).await.map_err(|error| error.failure(self.database))
    }

    fn app(&self) -> NevrBuilder {
        let app = Nevr::builder(self.registry.clone())
            .config_file(&self.file)
            .variables(self.variables.clone());
        if self.is_dev { app.dev() } else { app }
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
    fn failure(self, setting: DatabaseSetting) -> Failure {
        copy_failure(self, setting)
    }
}
