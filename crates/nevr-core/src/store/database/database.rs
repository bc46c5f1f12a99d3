//! The handle over all connections to a database.

use std::time::Duration;

use nevr_schema::Provider;
use sea_orm::{DatabaseConnection, DatabaseConnectionType};

use super::{
    error::OpenError, mysql, options::DatabaseOptions, postgresql, runtime::DatabaseRuntime,
    server::Server, sqlite::Sqlite,
};
use crate::store::error::StoreError;

/// An open database: its connections, and the runtime that they live on.
pub struct Database {
    pub(crate) runtime: DatabaseRuntime,
    pub(crate) acquire_timeout: Duration,
    provider: Provider,
    connections: Connections,
}

enum Connections {
    File(Sqlite),
    Server(Server),
}

impl Database {
    /// Opens the database at a URL: `sqlite:`, `postgres://` (or `postgresql://`), `mysql://` (or
    /// `mariadb://`). The URL's parameter `sslmode` (PostgreSQL) or `ssl-mode` (MySQL) asks for
    /// TLS, which trusts the root certificates of the system.
    ///
    /// Makes a connection first, and fails with the reason if that is refused.
    pub async fn open(url: &str, options: DatabaseOptions) -> Result<Self, OpenError> {
        let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
        let provider = Provider::of_scheme(scheme).ok_or(OpenError::UnknownScheme)?;
        let runtime = DatabaseRuntime::start()?;
        let connections = match provider {
            Provider::Sqlite => Connections::File(Sqlite::open(&runtime, url, &options).await?),
            Provider::Postgresql => {
                Connections::Server(postgresql::open(&runtime, url, &options).await?)
            }
            Provider::Mysql => Connections::Server(mysql::open(&runtime, url, &options).await?),
        };
        Ok(Self { runtime, acquire_timeout: options.acquire_timeout, provider, connections })
    }

    /// Opens the database that a connection of the app leads to, with that connection's options.
    ///
    /// nevr opens connections of its own, which need settings that the app's pool does not have.
    /// The app's connection is not used any further.
    #[allow(clippy::match_wildcard_for_single_variants, reason = "features of sea-orm add more")]
    pub async fn share(
        connection: &DatabaseConnection,
        options: DatabaseOptions,
    ) -> Result<Self, OpenError> {
        let runtime = DatabaseRuntime::start()?;
        // Matched by variant: mock and proxy connections report a known backend, but have no pool.
        let (provider, connections) = match connection.inner {
            DatabaseConnectionType::SqlxSqlitePoolConnection(_) => {
                let connect = connection.get_sqlite_connection_pool().connect_options();
                let file = Sqlite::connect(&runtime, (*connect).clone(), &options).await?;
                (Provider::Sqlite, Connections::File(file))
            }
            DatabaseConnectionType::SqlxPostgresPoolConnection(_) => {
                let server = postgresql::share(&runtime, connection, &options).await?;
                (Provider::Postgresql, Connections::Server(server))
            }
            DatabaseConnectionType::SqlxMySqlPoolConnection(_) => {
                let server = mysql::share(&runtime, connection, &options).await?;
                (Provider::Mysql, Connections::Server(server))
            }
            _ => return Err(OpenError::UnsupportedConnection),
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
        match &self.connections {
            Connections::File(file) => &file.durable_writer,
            Connections::Server(server) => &server.schema,
        }
    }

    /// Returns a connection to read the schema with. SQLite refuses writes through it.
    pub fn reading_connection(&self) -> &DatabaseConnection {
        match &self.connections {
            Connections::File(file) => &file.readers,
            Connections::Server(server) => &server.schema,
        }
    }

    /// Closes every connection.
    pub async fn close(&self) {
        match &self.connections {
            Connections::File(file) => file.close().await,
            Connections::Server(server) => server.close().await,
        }
    }

    /// If an outcome shows that the connections are outdated, has each of those that are open now
    /// replaced when it is next used.
    pub(crate) fn renew_after<T>(&self, outcome: &Result<T, StoreError>) {
        if let (Connections::Server(server), Err(error)) = (&self.connections, outcome)
            && error.is_outdated()
        {
            server.renewal.request();
        }
    }

    /// Returns whether only one unit of work can run at a time.
    pub(crate) fn has_one_writer(&self) -> bool {
        matches!(self.connections, Connections::File(_))
    }

    pub(crate) fn reader(&self) -> &DatabaseConnection {
        match &self.connections {
            Connections::File(file) => &file.readers,
            Connections::Server(server) => &server.work,
        }
    }

    /// Returns the connection for a unit of work. On servers every commit is durable.
    pub(crate) fn writer(&self, durable: bool) -> &DatabaseConnection {
        match &self.connections {
            Connections::File(file) if durable => &file.durable_writer,
            Connections::File(file) => &file.writer,
            Connections::Server(server) => &server.work,
        }
    }
}
