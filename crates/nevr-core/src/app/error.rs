//! The reasons why an app does not start.

use std::fmt;

use nevr_config::{Report, VariablesError};
use nevr_migrate::{MigrateError, files::FilesError};

use crate::{
    description::SourcesError, options::DatabaseUrlError, plugin::PluginError, store::OpenError,
};

/// The reason why an app did not start, or why its database could not be worked on. The plugins
/// that had started are stopped again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The config file or `.env` can't be read.
    #[error(transparent)]
    Sources(#[from] SourcesError),
    /// The config, or what its plugins declare, has errors. The report has all of them.
    #[error("{}", .0.render(false))]
    Config(Box<Report>),
    /// The URL of the database, which is not written in the config file, can't be used.
    #[error(transparent)]
    Url(#[from] DatabaseUrlError),
    /// The database can't be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database can't be compared with the schema, or can't be brought to it.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    /// A migration file can't be read, written, applied or rolled back.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// The database is behind the schema, or behind the migration files.
    #[error("the database is behind the schema: run {remedy}\n{missing}")]
    Behind {
        /// What is missing, one thing a line.
        missing: String,
        /// What to do about it.
        remedy: Remedy,
    },
    /// A plugin could not start.
    #[error("plugin `{plugin}` could not start: {source}")]
    Plugin {
        /// The path of the plugin.
        plugin: String,
        /// Why it could not start.
        #[source]
        source: PluginError,
    },
}

impl From<VariablesError> for StartError {
    fn from(error: VariablesError) -> Self {
        Self::Sources(error.into())
    }
}

impl From<Report> for StartError {
    fn from(report: Report) -> Self {
        Self::Config(Box::new(report))
    }
}

/// The command that brings a database that is behind to the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remedy {
    /// `nevr db:push`: there are no migration files.
    Push,
    /// `nevr db:migrate`: a migration has to be written first.
    Migrate,
    /// `nevr db:migrate` or `nevr serve --migrate`: migration files are pending.
    Apply,
    /// `nevr db:copy`: a copy to this database was interrupted.
    Copy,
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Push => "`nevr db:push`",
            Self::Migrate => "`nevr db:migrate`",
            Self::Apply => "`nevr db:migrate`, or serve with `nevr serve --migrate`",
            Self::Copy => "`nevr db:copy` again where the rows are",
        })
    }
}
