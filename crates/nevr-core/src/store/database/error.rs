//! Errors of opening a database.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use nevr_schema::Provider;

/// The server and the name of a database, without user name and password, for messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseLocation {
    /// The server: host and port, or the path of its socket.
    pub server: String,
    /// The name of the database on it.
    pub database: String,
}

impl DatabaseLocation {
    pub(super) fn new(
        socket: Option<impl AsRef<Path>>,
        host: &str,
        port: u16,
        database: &str,
    ) -> Self {
        let server = match socket {
            Some(socket) => socket.as_ref().display().to_string(),
            None => format!("{host}:{port}"),
        };
        Self { server, database: database.to_owned() }
    }
}

impl fmt::Display for DatabaseLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` on `{}`", self.database, self.server)
    }
}

/// The database could not be opened. No message contains a user name or a password.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The runtime's threads could not be started.
    #[error("the database runtime could not be started")]
    Runtime(#[source] std::io::Error),
    /// The SQLite file does not exist, and may not be created.
    #[error("there is no database file {}", .0.display())]
    MissingFile(PathBuf),
    /// The SQLite file does not exist, and the `mode` in the URL forbids to create it.
    #[error("the database file {} does not exist, and `mode={mode}` in its URL forbids to create it", .path.display())]
    ModeForbidsCreating {
        /// The file.
        path: PathBuf,
        /// The mode: `ro` or `rw`.
        mode: String,
    },
    /// The SQLite file could not be created.
    #[error("the database file {} could not be created", .path.display())]
    CreateFile {
        /// The file.
        path: PathBuf,
        /// The reason.
        #[source]
        source: std::io::Error,
    },
    /// The program is built without this kind of database.
    #[error(
        "this program is built without `{0}`: switch on the feature `{0}` of the crate `nevr` in \
         its Cargo.toml, or choose another `database.provider`"
    )]
    NotBuiltIn(Provider),
    /// The database refused the connection.
    #[error("the database could not be opened")]
    Connect(#[source] sqlx::Error),
    /// The app's connection leads to another kind of database than the config names.
    #[error(
        "the app's own connection does not lead to a `{0}` database, which `database.provider` \
         names: change the provider, or connect to such a database"
    )]
    ProviderMismatch(Provider),
    /// The app's connection is of a kind that can't be shared: a mock, a proxy, or none at all.
    #[error("the app's own connection does not lead to an SQLite, PostgreSQL or MySQL database")]
    UnsupportedConnection,
    /// The URL has an unknown scheme. It may contain a password, so it is not shown.
    #[error("the database URL must begin with `sqlite:`, `postgres://` or `mysql://`")]
    UnknownScheme,
    /// The URL is malformed. It may contain a password, so it is not shown.
    #[error(
        "the database URL can't be read as one of `{0}`: write it as \
         `{0}://user:password@host:port/database`, and characters such as `@`, `/` and `?` in the \
         password as `%40`, `%2F` and `%3F`"
    )]
    InvalidUrl(Provider),
    /// The URL of a MySQL server does not name a database.
    #[error("the database URL names no database: write its name after the host, `mysql://…/app`")]
    MissingDatabaseName,
    /// The database is in memory, and each connection would see one of its own.
    #[error(
        "a database in memory that is private to its connection can't be used: \
         open it as `sqlite::memory:`, or with a shared cache"
    )]
    PrivateMemory,
    /// No server answers at this address.
    #[error(
        "no server answers for the database {location}: is it running, and are host and port in the \
         database URL right?"
    )]
    Unreachable {
        /// Where the database should be.
        location: DatabaseLocation,
        /// The reason.
        #[source]
        source: std::io::Error,
    },
    /// What answers at this address is not such a server, or closes the connection at once.
    #[error(
        "what answers for the database {location} does not behave like a database server of this \
         kind: are host and port in the database URL right?"
    )]
    NotADatabaseServer {
        /// Where the database should be.
        location: DatabaseLocation,
        /// What happened.
        #[source]
        source: sqlx::Error,
    },
    /// The name of the server's host can't be resolved.
    #[error(
        "the host of the database {location} can't be resolved: correct it in the database URL"
    )]
    UnknownHost {
        /// Where the database should be.
        location: DatabaseLocation,
        /// The reason.
        #[source]
        source: std::io::Error,
    },
    /// The server refuses the user or the password. Its own message names them and is left out.
    #[error(
        "the database {0} refuses the user name or the password: correct them in the database URL, \
         or grant the user access to the database"
    )]
    AccessDenied(DatabaseLocation),
    /// The server has no such database.
    #[error(
        "there is no database {0}: create it with `CREATE DATABASE`, or correct the name at the \
         end of the database URL"
    )]
    NoDatabase(DatabaseLocation),
    /// None of the schemas in the search path exists.
    #[error(
        "the database {0} has none of the schemas in the search path: create one with \
         `CREATE SCHEMA`, or correct `search_path` in the database URL"
    )]
    NoSchema(DatabaseLocation),
    /// The server accepts no more connections.
    #[error(
        "the database {0} accepts no more connections: lower `database.maxConnections` of the apps \
         that use it, or raise the server's limit"
    )]
    TooManyConnections(DatabaseLocation),
    /// The connection could not be encrypted.
    #[error(
        "the connection to the database {location} could not be encrypted: \
         check the certificates and `sslmode` (`ssl-mode` for MySQL) in the database URL"
    )]
    Encryption {
        /// Where the database is.
        location: DatabaseLocation,
        /// The reason.
        #[source]
        source: sqlx::Error,
    },
    /// The server refused for another reason.
    #[error("the database {location} could not be opened")]
    Refused {
        /// Where the database is.
        location: DatabaseLocation,
        /// The reason.
        #[source]
        source: sqlx::Error,
    },
}
