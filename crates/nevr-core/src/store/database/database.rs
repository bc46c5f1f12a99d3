//! The handle over all connections to a database.

use std::time::Duration;

use nevr_schema::Provider;
use sea_orm::DatabaseConnection;

use super::{
    connections::Connections,
    drivers::{mysql, pool_provider, postgresql, sqlite},
    error::OpenError,
    opened_file::OpenedFile,
    options::DatabaseOptions,
    runtime::DatabaseRuntime,
};
use crate::store::error::StoreError;

/// An open database: its connections, and the runtime that they live on.
pub struct Database {
    pub(crate) runtime: DatabaseRuntime,
    pub(crate) acquire_timeout: Duration,
    provider: Provider,
    connections: Connections,
}

impl Database {
    /// Opens the database at a URL: `sqlite:`, `postgres://` (or `postgresql://`), `mysql://` (or
    /// `mariadb://`). The URL's parameter `sslmode` (PostgreSQL) or `ssl-mode` (MySQL) asks for
    /// TLS, which trusts the root certificates of the system.
    ///
    /// Makes a connection first, and fails with the reason if that is refused. A program that is
    /// built without the feature of this kind of database gets [`OpenError::NotBuiltIn`].
    pub async fn open(url: &str, options: DatabaseOptions) -> Result<Self, OpenError> {
        let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
        let provider = Provider::of_scheme(scheme).ok_or(OpenError::UnknownScheme)?;
        let runtime = DatabaseRuntime::start()?;
        let connections = match provider {
            Provider::Sqlite => sqlite::open(&runtime, url, &options).await?,
            Provider::Postgresql => postgresql::open(&runtime, url, &options).await?,
            Provider::Mysql => mysql::open(&runtime, url, &options).await?,
        };
        Ok(Self { runtime, acquire_timeout: options.acquire_timeout, provider, connections })
    }

    /// Opens the database that a connection of the app leads to, with that connection's options.
    ///
    /// nevr opens connections of its own, which need settings that the app's pool does not have.
    /// The app's connection is not used any further.
    pub async fn share(
        connection: &DatabaseConnection,
        options: DatabaseOptions,
    ) -> Result<Self, OpenError> {
        let provider = pool_provider(connection).ok_or(OpenError::UnsupportedConnection)?;
        let runtime = DatabaseRuntime::start()?;
        let connections = match provider {
            Provider::Sqlite => sqlite::share(&runtime, connection, &options).await?,
            Provider::Postgresql => postgresql::share(&runtime, connection, &options).await?,
            Provider::Mysql => mysql::share(&runtime, connection, &options).await?,
        };
        Ok(Self { runtime, acquire_timeout: options.acquire_timeout, provider, connections })
    }

    /// Returns the kind of database.
    pub fn provider(&self) -> Provider {
        self.provider
    }

    /// Returns the connection for migrations, which may change the schema. On a server it is a
    /// small pool of its own, whose statements may take and wait as long as they need; it is opened
    /// when it is used.
    pub fn schema_connection(&self) -> &DatabaseConnection {
        &self.connections.schema
    }

    /// Returns a connection to read the schema with. SQLite refuses writes through it.
    pub fn reading_connection(&self) -> &DatabaseConnection {
        &self.connections.schema_reader
    }

    /// Closes every connection.
    pub async fn close(&self) {
        self.connections.close().await;
    }

    /// If an error shows that its connection can't be used any more, has each of those that are
    /// open now replaced when it is next used, and returns `true`. After a restart of the server
    /// all of them are broken; after a migration all of them are outdated.
    pub(crate) fn renew_after(&self, error: &StoreError) -> bool {
        let is_stale = error.is_stale_connection();
        if is_stale {
            self.connections.renewal.request();
        }
        is_stale
    }

    /// Fails if the database is a file that was deleted or replaced since it was opened.
    pub(crate) fn check_file(&self) -> Result<(), StoreError> {
        self.connections.file.as_ref().map_or(Ok(()), OpenedFile::check)
    }

    /// Returns whether only one unit of work can run at a time.
    pub(crate) fn has_one_writer(&self) -> bool {
        self.connections.one_writer
    }

    /// Returns a number that grows when other connections have committed: of other processes, of
    /// migrations, of the app's own pool. SQLite alone can tell.
    pub(crate) async fn foreign_commits(&self) -> Result<u64, StoreError> {
        let version =
            sea_orm::Statement::from_string(sea_orm::DbBackend::Sqlite, "PRAGMA data_version");
        let row = sea_orm::ConnectionTrait::query_one_raw(self.writer(false), version).await?;
        let version = row.map_or(Ok(0), |row| row.try_get_by_index::<i64>(0))?;
        Ok(u64::try_from(version).unwrap_or(0))
    }

    pub(crate) fn reader(&self) -> &DatabaseConnection {
        &self.connections.reader
    }

    /// Returns the connection for a unit of work. On servers every commit is durable.
    pub(crate) fn writer(&self, durable: bool) -> &DatabaseConnection {
        if durable { &self.connections.durable_writer } else { &self.connections.writer }
    }
}
