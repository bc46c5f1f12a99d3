//! Why an app did not start.

use crate::{
    config::{DatabaseUrlError, Report, SourceError, VariablesError},
    migrate::MigrateError,
    plugin::PluginError,
    store::OpenError,
};

/// An app did not start; what had been started is stopped again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The config file can't be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The `.env` file can't be read.
    #[error(transparent)]
    Variables(#[from] VariablesError),
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
    /// The database is not at the schema; `nevr db:push` brings it there.
    #[error("the database is behind the schema: run `nevr db:push`\n{0}")]
    Behind(String),
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

impl From<Report> for StartError {
    fn from(report: Report) -> Self {
        Self::Config(Box::new(report))
    }
}
