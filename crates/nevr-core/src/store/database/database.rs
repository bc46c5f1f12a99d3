//! The handle over all connections to a database.

use nevr_schema::Provider;
use sea_orm::{DatabaseConnection, DbBackend, TransactionOptions, TransactionTrait};

#[cfg(feature = "testing")]
use super::file::FileAccess;
#[cfg(feature = "sqlite")]
use super::file::Writer;
use super::{
    connections::{Connections, Work},
    drivers::{mysql, pool_provider, postgresql, sqlite},
    error::OpenError,
    executor::{Executor, Transaction},
    options::DatabaseOptions,
    runtime::DatabaseRuntime,
};
use crate::store::error::StoreError;

/// An open database: its connections, and the runtime that they live on.
pub struct Database {
    pub(crate) runtime: DatabaseRuntime,
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
        Ok(Self { runtime, provider, connections })
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
        Ok(Self { runtime, provider, connections })
    }

    /// Returns the kind of database.
    pub fn provider(&self) -> Provider {
        self.provider
    }

    /// Returns the kind of database, as statements are built for it.
    pub(crate) fn backend(&self) -> DbBackend {
        match self.provider {
            Provider::Sqlite => DbBackend::Sqlite,
            Provider::Postgresql => DbBackend::Postgres,
            Provider::Mysql => DbBackend::MySql,
        }
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
        match &self.connections.work {
            #[cfg(feature = "sqlite")]
            Work::File(file) => file.opened.check(),
            Work::Server(_) => Ok(()),
        }
    }

    /// Returns whether only one unit of work can run at a time.
    pub(crate) fn has_one_writer(&self) -> bool {
        self.server().is_none()
    }

    /// Returns the pool of connections, if the database is PostgreSQL.
    #[cfg(feature = "postgresql")]
    pub(crate) fn postgresql(&self) -> Option<&sqlx::PgPool> {
        let server = self.server().filter(|_| self.provider == Provider::Postgresql)?;
        Some(server.get_postgres_connection_pool())
    }

    /// Returns the connections to a server; `None` if the database is a file.
    pub(crate) fn server(&self) -> Option<&DatabaseConnection> {
        match &self.connections.work {
            #[cfg(feature = "sqlite")]
            Work::File(_) => None,
            Work::Server(server) => Some(server),
        }
    }

    /// Returns the writer of a file; `None` for a server.
    #[cfg(feature = "sqlite")]
    pub(crate) fn file_writer(&self) -> Option<&Writer> {
        match &self.connections.work {
            Work::File(file) => Some(&file.writer),
            Work::Server(_) => None,
        }
    }

    /// Returns what reads outside of a transaction are sent to.
    pub(crate) fn reader(&self) -> Executor<'_> {
        match &self.connections.work {
            #[cfg(feature = "sqlite")]
            Work::File(file) => Executor::File(&file.readers),
            Work::Server(server) => Executor::Server(server.into()),
        }
    }

    /// Begins a transaction, in a file when it is its turn. On servers every commit is durable; their
    /// isolation level is set when the session starts.
    pub(crate) async fn begin(&self, durable: bool) -> Result<Transaction, StoreError> {
        match &self.connections.work {
            #[cfg(feature = "sqlite")]
            Work::File(file) => Ok(Transaction::File(file.writer.begin(durable).await?)),
            Work::Server(server) => {
                let _: bool = durable;
                let options = TransactionOptions::default();
                Ok(Transaction::Server(server.begin_with_options(options).await?))
            }
        }
    }

    /// Returns a number that grows when others have committed into the file: other processes, and
    /// connections of this one that are not the store's, such as that for migrations. The store's own
    /// commits do not count. It is asked for between two units of work.
    ///
    /// On a server it is always 0: who commits there is not known.
    pub async fn foreign_commits(&self) -> Result<u64, StoreError> {
        match &self.connections.work {
            #[cfg(feature = "sqlite")]
            Work::File(file) => Ok(file.writer.foreign_commits().await?),
            Work::Server(_) => Ok(0),
        }
    }

    /// Returns the connections to the file, for a test to break them under its store.
    #[cfg(feature = "testing")]
    pub fn file(&self) -> Option<FileAccess> {
        match &self.connections.work {
            Work::File(file) => Some(FileAccess(file.clone())),
            Work::Server(_) => None,
        }
    }
}
