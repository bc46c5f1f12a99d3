//! Why an app did not start.

use std::fmt;

use nevr_config::{Report, VariablesError};
use nevr_migrate::{MigrateError, files::FilesError};

use crate::{
    description::SourcesError, options::DatabaseUrlError, plugin::PluginError, store::OpenError,
};

/// An app did not start; what had been started is stopped again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The config file or `.env` can't be read.
    #[error(transparent)]
    Sources(#[from] SourcesError),
    /// The config, or what its plugins declare, is wrong; the report says what, all of it.
    #[error("{}", .0.render(false))]
    Config(Box<Report>),
    /// The database's URL, which the config file does not name, is of another provider.
    #[error(transparent)]
    Url(#[from] DatabaseUrlError),
    /// The database can't be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database can't be compared with the schema, or brought to it.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    /// A migration file can't be read, written, applied or taken back.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// The database is not at the schema.
    #[error("the database is behind the schema: run {remedy}\n{missing}")]
    Behind {
        /// What is missing, one thing a line.
        missing: String,
        /// What brings it.
        remedy: Remedy,
    },
    /// A plugin could not start.
    #[error("plugin `{plugin}` could not start: {source}")]
    Plugin {
        /// Its path.
        plugin: String,
        /// Why.
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

/// What brings a database that is behind to the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remedy {
    /// There are no migration files: `nevr db:push`.
    Push,
    /// A migration file is to be written first: `nevr db:migrate`.
    Migrate,
    /// Migration files are to be applied: `nevr db:migrate` or `nevr serve --migrate`.
    Apply,
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Push => "`nevr db:push`",
            Self::Migrate => "`nevr db:migrate`",
            Self::Apply => "`nevr db:migrate`, or serve with `nevr serve --migrate`",
        })
    }
}
