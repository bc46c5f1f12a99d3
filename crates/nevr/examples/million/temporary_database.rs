//! A database that is dropped when the measurement is over.

use std::{
    process,
    time::{SystemTime, UNIX_EPOCH},
};

use nevr::sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use url::{Host, Url};

use crate::Failure;

/// The kinds of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgresql,
    Mysql,
}

impl Engine {
    /// The name of the provider in the config file.
    pub(crate) fn provider(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgresql => "postgresql",
            Self::Mysql => "mysql",
        }
    }
}

/// The database, and a folder for other files.
pub(crate) struct TemporaryDatabase {
    engine: Engine,
    url: String,
    folder: TempDir,
    runtime: Runtime,
    /// The URL and the statement that drop the database.
    undo: Option<(String, String)>,
}

impl TemporaryDatabase {
    /// Makes a new database on the server of the URL.
    pub(crate) fn make(text: &str) -> Result<Self, Failure> {
        let folder = tempfile::Builder::new().prefix("nevr-million-").tempdir()?;
        let runtime = Runtime::new()?;
        if text.starts_with("sqlite:") {
            let url = format!("sqlite://{}", folder.path().join("nevr.db").display());
            return Ok(Self { engine: Engine::Sqlite, url, folder, runtime, undo: None });
        }
        let mut url = Url::parse(text)?;
        refuse_elsewhere(&url)?;
        #[expect(clippy::disallowed_methods, reason = "the name of a schema, for people")]
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let name = format!("nevr_million_{}_{}", since.as_secs(), process::id());
        let (engine, kind) = match url.scheme() {
            "postgres" | "postgresql" => (Engine::Postgresql, "SCHEMA"),
            "mysql" => (Engine::Mysql, "DATABASE"),
            _ => return Err("the URL begins with none of sqlite:, postgres:// and mysql://".into()),
        };
        runtime.block_on(execute(text, &format!("CREATE {kind} {name}")))?;
        let cascade = if engine == Engine::Postgresql { " CASCADE" } else { "" };
        let undo = Some((text.to_owned(), format!("DROP {kind} {name}{cascade}")));
        if engine == Engine::Mysql {
            url.set_path(&name);
        } else {
            let path = format!("options=-c%20search_path%3D{name}");
            let query = url.query().map_or(path.clone(), |query| format!("{query}&{path}"));
            url.set_query(Some(&query));
        }
        Ok(Self { engine, url: url.into(), folder, runtime, undo })
    }

    pub(crate) fn engine(&self) -> Engine {
        self.engine
    }

    /// Returns the URL of the database.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Runs work on the database, and waits for it.
    pub(crate) fn run<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }
}

impl Drop for TemporaryDatabase {
    fn drop(&mut self) {
        let Some((url, sql)) = &self.undo else { return };
        if let Err(error) = self.runtime.block_on(execute(url, sql)) {
            eprintln!("could not clean up with `{sql}`: {error}");
        }
    }
}

/// Refuses a server on another machine: others may use it, and this load would disturb them.
fn refuse_elsewhere(url: &Url) -> Result<(), Failure> {
    let here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    // For schemes other than http and https, `url` parses an IP address as a domain name.
    let here = here || url.host_str().is_some_and(|host| host == "127.0.0.1" || host == "[::1]");
    if here { Ok(()) } else { Err("the server is not on this machine".into()) }
}

/// Opens a connection, with names in double quotes on every engine.
pub(crate) async fn connect(url: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let connection = Database::connect(options).await?;
    if url.starts_with("mysql:") {
        let quotes = "SET SESSION sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')";
        connection.execute_unprepared(quotes).await?;
    }
    Ok(connection)
}

async fn execute(url: &str, sql: &str) -> Result<(), DbErr> {
    let connection = connect(url).await?;
    let done = connection.execute_unprepared(sql).await.map(drop);
    connection.close().await?;
    done
}
