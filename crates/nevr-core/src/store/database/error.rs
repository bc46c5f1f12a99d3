//! Why a database can't be opened.

use std::{fmt, path::PathBuf};

use nevr_schema::Provider;

/// Where a database is, without user name and password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The server: host and port, or the path of its socket.
    pub server: String,
    /// The name of the database on it.
    pub database: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` on `{}`", self.database, self.server)
    }
}

/// The database could not be opened. No message holds a user name or a password.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The runtime's threads could not be started.
    #[error("the database runtime could not be started")]
    Runtime(#[source] std::io::Error),
    /// The file is not there.
    #[error("there is no database file {}", .0.display())]
    Missing(PathBuf),
    /// The file could not be made.
    #[error("the database file {} could not be made", .path.display())]
    Create {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The database refused the connection.
    #[error("the database could not be opened")]
    Connect(#[source] sqlx::Error),
    /// The connection that was handed in is of another kind.
    #[error(
        "the connection that was handed in leads to no `{0}` database, \
         which `database.provider` asks for"
    )]
    OtherProvider(Provider),
    /// The connection that was handed in leads nowhere.
    #[error("the connection that was handed in leads to no SQLite, PostgreSQL or MySQL database")]
    NoConnection,
    /// The URL is of no known kind. It may hold a password, so it is not shown.
    #[error("the database URL begins with none of `sqlite:`, `postgres://` and `mysql://`")]
    OtherScheme,
    /// The URL is malformed. It may hold a password, so it is not shown.
    #[error(
        "the database URL can't be read as one of `{0}`: write it as \
         `{0}://user:password@host:port/database`, and characters such as `@`, `/` and `?` in the \
         password as `%40`, `%2F` and `%3F`"
    )]
    Url(Provider),
    /// The URL of a MySQL database names none.
    #[error("the database URL names no database: write its name after the host, `mysql://…/app`")]
    Unnamed,
    /// Every connection would see a database of its own.
    #[error(
        "a database in memory that is private to its connection can't be used: \
         open it as `sqlite::memory:`, or with a shared cache"
    )]
    Private,
    /// No server answers there.
    #[error(
        "no server answers for the database {place}: is it running, and are host and port in the \
         database URL right?"
    )]
    Unreachable {
        /// Where it should be.
        place: Place,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Something else answers there, or hangs up at once.
    #[error(
        "what answers for the database {place} does not behave as a database server of its kind: \
         are host and port in the database URL right?"
    )]
    Strange {
        /// Where it should be.
        place: Place,
        /// What happened.
        #[source]
        source: sqlx::Error,
    },
    /// The name of the server's host is not known.
    #[error("the host of the database {place} is not known: correct it in the database URL")]
    UnknownHost {
        /// Where it should be.
        place: Place,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The server refuses the user or the password. What it says about them is left out.
    #[error(
        "the database {0} refuses the user name or the password: correct them in the database URL, \
         or grant the user access to the database"
    )]
    AccessDenied(Place),
    /// The server has no such database.
    #[error(
        "there is no database {0}: make it with `CREATE DATABASE`, or correct the name at the end \
         of the database URL"
    )]
    NoDatabase(Place),
    /// None of the schemas in the search path is there.
    #[error(
        "the database {0} has none of the schemas that the connection looks in: make one with \
         `CREATE SCHEMA`, or correct `search_path` in the database URL"
    )]
    NoSchema(Place),
    /// The server takes no more connections.
    #[error(
        "the database {0} takes no more connections: lower `database.maxConnections` of those who \
         use it, or let the server take more"
    )]
    Crowded(Place),
    /// The encrypted connection could not be made.
    #[error(
        "the connection to the database {place} could not be encrypted: \
         check the certificates and `sslmode` (`ssl-mode` for MySQL) in the database URL"
    )]
    Encryption {
        /// Where it is.
        place: Place,
        /// Why.
        #[source]
        source: sqlx::Error,
    },
    /// The server refused for another reason.
    #[error("the database {place} could not be opened")]
    Refused {
        /// Where it is.
        place: Place,
        /// Why.
        #[source]
        source: sqlx::Error,
    },
}
