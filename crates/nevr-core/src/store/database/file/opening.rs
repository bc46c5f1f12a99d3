//! Opens the connections to a file.

use std::{
    path::Path,
    str::FromStr,
    sync::Arc,
    time::{Duration, Instant},
};

use nevr_migrate::sqlite_is_busy;
use rusqlite::Connection;
use sea_orm::{DatabaseConnection, SqlxSqliteConnector};
use sqlx::{
    Connection as _, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions},
};
use tokio::time::sleep;

use super::{
    file::File,
    location::{DURABLE, Location, READING, with_settings},
    readers::Readers,
    statement::number,
    write_connection::WriteConnection,
    writer::Writer,
};
use crate::store::{
    database::{
        connections::{Connections, Renewal, Work},
        error::OpenError,
        opened_file::OpenedFile,
        options::DatabaseOptions,
        runtime::DatabaseRuntime,
    },
    database_error::{connecting_failed, is_busy},
};

/// How long opening may take while the file is busy.
const OPENING_LIMIT: Duration = Duration::from_secs(10);

/// The pause before a busy file is tried again.
const OPENING_PAUSE: Duration = Duration::from_millis(10);

/// Opens the database at an `sqlite:` URL.
pub(crate) async fn open(
    runtime: &DatabaseRuntime,
    url: &str,
    options: &DatabaseOptions,
) -> Result<Connections, OpenError> {
    let connect = SqliteConnectOptions::from_str(url).map_err(OpenError::Connect)?;
    let rest = url.strip_prefix("sqlite:").unwrap_or(url);
    let mode = mode(rest);
    let in_memory = rest.trim_start_matches("//").starts_with(":memory:");
    if !in_memory && mode != Some("memory") {
        prepare_file(connect.get_filename(), options.create, mode)?;
    }
    connect_with(runtime, connect, options).await
}

/// Opens the database of the app's own pool.
pub(crate) async fn share(
    runtime: &DatabaseRuntime,
    connection: &DatabaseConnection,
    options: &DatabaseOptions,
) -> Result<Connections, OpenError> {
    let connect = connection.get_sqlite_connection_pool().connect_options();
    connect_with(runtime, (*connect).clone(), options).await
}

/// Opens the connections of both drivers. The first is one of sqlx, whose errors are known.
async fn connect_with(
    runtime: &DatabaseRuntime,
    connect: SqliteConnectOptions,
    options: &DatabaseOptions,
) -> Result<Connections, OpenError> {
    let limit = options.acquire_timeout;
    let readers = options.max_connections.max(1);
    let connect = with_settings(connect, limit);
    let opened = Arc::new(OpenedFile::at(connect.get_filename()));
    let location = Location::of(&connect);
    let (durable, reading) = (DURABLE, READING);
    let schema = pool(connect.clone().pragma(durable.0, durable.1), 1, limit);
    let schema_reader = pool(connect.pragma(reading.0, reading.1), readers, limit);
    let first = schema.clone();
    runtime.run(async move { first_connection(&first).await.map_err(OpenError::Connect) }).await?;
    let writer = open_patiently(runtime, &location, move |at| at.writer(limit)).await?;
    if !is_shared(&writer, &schema).await? {
        return Err(OpenError::PrivateMemory);
    }
    let reader = open_patiently(runtime, &location, move |at| at.reader(limit)).await?;
    let handle = runtime.handle().clone();
    let readers =
        Readers::new(location.clone(), reader, readers, limit, handle).map_err(refused)?;
    let writing = WriteConnection::new(writer, location, limit, opened.clone()).map_err(refused)?;
    let writer = Writer::start(writing, limit)?;
    Ok(Connections {
        work: Work::File(File { readers: readers.into(), writer: writer.into(), opened }),
        schema: SqlxSqliteConnector::from_sqlx_sqlite_pool(schema),
        schema_reader: SqlxSqliteConnector::from_sqlx_sqlite_pool(schema_reader),
        renewal: Renewal::default(),
    })
}

fn refused(error: rusqlite::Error) -> OpenError {
    OpenError::Connect(connecting_failed(error))
}

/// Returns the parameter `mode` of a URL: `ro`, `rw`, `rwc` or `memory`
/// (<https://sqlite.org/uri.html#urimode>).
fn mode(url: &str) -> Option<&str> {
    let (_, query) = url.split_once('?')?;
    query.split('&').filter_map(|pair| pair.strip_prefix("mode=")).next_back()
}

/// Creates the file, readable by its owner alone, before any data is in it. SQLite gives the log
/// files beside it the same permissions.
fn prepare_file(path: &Path, create: bool, mode: Option<&str>) -> Result<(), OpenError> {
    if path.exists() {
        return Ok(());
    }
    if !create {
        return Err(OpenError::MissingFile(path.to_owned()));
    }
    if let Some(mode @ ("ro" | "rw")) = mode {
        let (path, mode) = (path.to_owned(), mode.to_owned());
        return Err(OpenError::ModeForbidsCreating { path, mode });
    }
    let mut open = std::fs::OpenOptions::new();
    open.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut open, 0o600);
    match open.open(path) {
        // If it exists by now, another process was first, and created it in the same way.
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(OpenError::CreateFile { path: path.to_owned(), source: error })
        }
        _ => Ok(()),
    }
}

/// Returns whether both connections see the same database, as they always do if it has a file.
async fn is_shared(one: &Connection, other: &SqlitePool) -> Result<bool, OpenError> {
    if one.path().is_some_and(|path| !path.is_empty()) {
        return Ok(true);
    }
    let before = number(one, "PRAGMA user_version").map_err(refused)?;
    let set_version = |version: i64| {
        one.execute_batch(&format!("PRAGMA user_version = {version}")).map_err(refused)
    };
    set_version(i64::from(before == 0))?;
    let seen = sqlx::query_scalar("SELECT user_version FROM pragma_user_version");
    let seen: i64 = seen.fetch_one(other).await.map_err(OpenError::Connect)?;
    set_version(before)?;
    Ok(seen != before)
}

/// Creates a pool, which opens its connections when they are needed.
fn pool(connect: SqliteConnectOptions, size: u32, timeout: Duration) -> SqlitePool {
    SqlitePoolOptions::new()
        .max_connections(size)
        .acquire_timeout(timeout)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .after_release(|connection, _| Box::pin(is_clean(connection)))
        .connect_lazy_with(connect)
}

/// Opens a pool's first connection. The time limit is one for the start, longer than the pool's own
/// for requests.
async fn first_connection(pool: &SqlitePool) -> Result<(), sqlx::Error> {
    let started = Instant::now();
    loop {
        match pool.acquire().await {
            Ok(_) => return Ok(()),
            Err(sqlx::Error::PoolTimedOut) if started.elapsed() < OPENING_LIMIT => {}
            // Processes that open a new file at the same time all change its journal mode. SQLite
            // refuses all but one, without waiting for `busy_timeout`.
            Err(error) if sqlite_is_busy(&error) && started.elapsed() < OPENING_LIMIT => {
                sleep(OPENING_PAUSE).await;
            }
            Err(error) => return Err(error),
        }
    }
}

/// Opens a connection, and tries again while the file is busy.
async fn open_patiently(
    runtime: &DatabaseRuntime,
    location: &Location,
    open: impl Fn(&Location) -> rusqlite::Result<Connection> + Clone + Send + 'static,
) -> Result<Connection, OpenError> {
    let started = Instant::now();
    loop {
        let (open, location) = (open.clone(), location.clone());
        let opening = runtime.handle().spawn_blocking(move || open(&location));
        match opening.await {
            Ok(Ok(connection)) => return Ok(connection),
            Ok(Err(error)) if is_busy(&error) && started.elapsed() < OPENING_LIMIT => {
                sleep(OPENING_PAUSE).await;
            }
            Ok(Err(error)) => return Err(refused(error)),
            Err(_) => return Err(OpenError::Connect(sqlx::Error::WorkerCrashed)),
        }
    }
}

/// Returns whether a connection may be used again; the pool closes it otherwise, and opens another.
///
/// SQLite may end a transaction by itself (disk full, an I/O error). sqlx still counts it as open,
/// and would begin the next one as a savepoint, which is a deferred transaction.
async fn is_clean(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    if !connection.is_in_transaction() {
        return Ok(true);
    }
    // A rollback may still be queued; a ping is answered after it.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}
