//! Copying the database of an app to another one.

use nevr_migrate::copy::{self, Copied, CopyError, Progress};

use super::opened::Opened;
use crate::{
    options::{DatabaseUrl, ParseDatabaseUrlError},
    store::{Database, DatabaseOptions, OpenError},
};

/// The reason why a database was not copied.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CopyToError {
    /// The URL of the other database can't be used.
    #[error("the database to copy to: {0}")]
    Url(#[from] ParseDatabaseUrlError),
    /// The other database can't be opened.
    #[error("the database to copy to: {0}")]
    Open(#[source] OpenError),
    /// The copy failed.
    #[error(transparent)]
    Copy(#[from] CopyError),
}

impl Opened {
    /// Copies the app's tables and rows to another database, of any provider, which has no rows.
    /// Creates the SQLite file if it is missing. See [`copy::copy`].
    ///
    /// `${NAME}` in the URL is the same variable as in the config file, so that no password has to be
    /// written where others could see it.
    pub async fn copy_to(&self, url: &str, progress: &dyn Progress) -> Result<Copied, CopyToError> {
        let description = &self.description;
        let url = DatabaseUrl::parse(url, &self.variables, description.folder())?;
        let options = DatabaseOptions { create: true, ..DatabaseOptions::default() };
        let target = Database::open(url.expose(), options).await.map_err(CopyToError::Open)?;
        let migrations = description.target().migrations;
        let (from, to) = (self.database.reading_connection(), target.schema_connection());
        let now = self.env.now();
        let done = copy::copy(from, to, migrations, &self.folder, now, progress).await;
        target.close().await;
        Ok(done?)
    }
}
