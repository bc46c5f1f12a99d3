//! Carrying an app's database over to another one.

use nevr_migrate::copy::{self, Copied, CopyError, Progress};

use super::{NevrBuilder, StartError};
use crate::{
    options::{DatabaseUrl, ParseDatabaseUrlError},
    store::{Database, DatabaseOptions, OpenError},
};

/// An app's database was not carried over.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CopyToError {
    /// The app's own database can't be opened.
    #[error(transparent)]
    App(#[from] StartError),
    /// The URL of the other one can't be used.
    #[error("the database to copy to: {0}")]
    Url(#[from] ParseDatabaseUrlError),
    /// The other one can't be opened.
    #[error("the database to copy to: {0}")]
    Open(#[source] OpenError),
    /// The copy failed.
    #[error(transparent)]
    Copy(#[from] CopyError),
}

impl NevrBuilder {
    /// Carries the app's database over to another one, of any engine, which has no rows; makes the
    /// SQLite file when there is none. See [`copy::copy`].
    ///
    /// `${NAME}` in the URL is what it is in the config file, so that no password need stand where
    /// it could be seen.
    pub async fn copy_to(&self, url: &str, progress: &dyn Progress) -> Result<Copied, CopyToError> {
        let prepared = self.prepare()?;
        let url = DatabaseUrl::parse(url, &prepared.variables, &prepared.dir)?;
        let source = self.open(&prepared, false).await?;
        let options = DatabaseOptions { create: true, ..DatabaseOptions::default() };
        let done = match Database::open(url.expose(), options).await {
            Ok(target) => {
                let migrations = prepared.target().migrations;
                let folder = self.folder(&prepared);
                let now = self.env.now();
                let (from, to) = (source.reading_connection(), target.schema_connection());
                let done = copy::copy(from, to, migrations, &folder, now, progress).await;
                target.close().await;
                done.map_err(CopyToError::Copy)
            }
            Err(error) => Err(CopyToError::Open(error)),
        };
        source.close().await;
        done
    }
}
