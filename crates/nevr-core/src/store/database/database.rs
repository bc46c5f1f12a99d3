//! One handle over all connections.

use std::time::Duration;

use nevr_schema::Provider;
use sea_orm::{DatabaseConnection, DatabaseConnectionType};

use super::{
    error::OpenError, mysql, options::DatabaseOptions, postgresql, runtime::DatabaseRuntime,
    server::Server, sqlite::Sqlite,
};
use crate::store::error::StoreError;

/// An open database.
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
    /// `mariadb://`). TLS is asked for by the URL's parameters `sslmode` and `ssl-mode`; the roots
    /// that the system trusts are trusted.
    pub async fn open(url: &str, options: DatabaseOptions) -> Result<Self, OpenError> {
        let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
        let provider = Provider::of_scheme(scheme).ok_or(OpenError::OtherScheme)?;
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

    /// Opens the database of a connection that the app has opened itself, with its options. nevr
    /// has connections of its own, because it works in ways that the app's pool does not; the
    /// app's connection stays the app's.
    #[allow(clippy::match_wildcard_for_single_variants, reason = "features of sea-orm add more")]
    pub async fn share(
        connection: &DatabaseConnection,
        options: DatabaseOptions,
    ) -> Result<Self, OpenError> {
        let runtime = DatabaseRuntime::start()?;
        // Others say that they are of a known kind too, and have no pool to ask.
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
            _ => return Err(OpenError::NoConnection),
        };
        Ok(Self { runtime, acquire_timeout: options.acquire_timeout, provider, connections })
    }

    /// The kind of database.
    pub fn provider(&self) -> Provider {
        self.provider
    }

    /// A connection that may change the schema, for migrations. On a server it is a small pool of
    /// its own without limits on how long a statement may take or wait, opened when it is used.
    pub fn schema_connection(&self) -> &DatabaseConnection {
        match &self.connections {
            Connections::File(file) => &file.durable_writer,
            Connections::Server(server) => &server.schema,
        }
    }

    /// A connection to look at the schema with; SQLite refuses to write through it.
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

    /// Replaces the connections that are open now, each when it is next wanted, if an outcome says
    /// that they are outdated.
    pub(crate) fn renew_after<T>(&self, outcome: &Result<T, StoreError>) {
        if let (Connections::Server(server), Err(error)) = (&self.connections, outcome)
            && error.is_outdated()
        {
            server.renewal.request();
        }
    }

    /// Whether only one unit of work can be done at a time.
    pub(crate) fn has_one_writer(&self) -> bool {
        matches!(self.connections, Connections::File(_))
    }

    pub(crate) fn reader(&self) -> &DatabaseConnection {
        match &self.connections {
            Connections::File(file) => &file.readers,
            Connections::Server(server) => &server.work,
        }
    }

    /// What a unit of work is done on. Servers survive a power cut with every commit.
    pub(crate) fn writer(&self, durable: bool) -> &DatabaseConnection {
        match &self.connections {
            Connections::File(file) if durable => &file.durable_writer,
            Connections::File(file) => &file.writer,
            Connections::Server(server) => &server.work,
        }
    }
}
