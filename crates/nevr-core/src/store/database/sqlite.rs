//! SQLite: a file, with several readers and one writer at a time.

use std::{
    path::Path,
    str::FromStr,
    time::{Duration, Instant},
};

use nevr_migrate::sqlite_is_busy;
use sea_orm::{DatabaseConnection, SqlxSqliteConnector};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, SqliteConnection,
    sqlite::{
        SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
    },
};
use tokio::time::sleep;

use super::{
    connections::{Connections, Renewal},
    error::OpenError,
    options::DatabaseOptions,
    runtime::DatabaseRuntime,
};

/// How long opening may take while the file is busy.
const OPENING_LIMIT: Duration = Duration::from_secs(10);

/// The pause before a busy file is tried again.
const OPENING_PAUSE: Duration = Duration::from_millis(10);

/// Opens the database at an `sqlite:` URL.
pub(super) async fn open(
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
pub(super) async fn share(
    runtime: &DatabaseRuntime,
    connection: &DatabaseConnection,
    options: &DatabaseOptions,
) -> Result<Connections, OpenError> {
    let connect = connection.get_sqlite_connection_pool().connect_options();
    connect_with(runtime, (*connect).clone(), options).await
}

/// Opens the readers, and two writers, of which only one works at a time: the synchronous level,
/// which makes commits durable, can't be changed inside a transaction.
async fn connect_with(
    runtime: &DatabaseRuntime,
    connect: SqliteConnectOptions,
    options: &DatabaseOptions,
) -> Result<Connections, OpenError> {
    let connect = connect
        .create_if_missing(false)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .foreign_keys(true)
        .busy_timeout(options.acquire_timeout)
        .disable_statement_logging();
    let timeout = options.acquire_timeout;
    let writer = pool(runtime, connect.clone(), 1, timeout).await?;
    let full = connect.clone().synchronous(SqliteSynchronous::Full);
    let durable_writer = pool(runtime, full, 1, timeout).await?;
    if !is_shared(&writer, &durable_writer).await.map_err(OpenError::Connect)? {
        return Err(OpenError::PrivateMemory);
    }
    // A write through a reader would be a defect of nevr; with this the database refuses it.
    let reader = connect.pragma("query_only", "ON");
    let reader = pool(runtime, reader, options.max_connections.max(1), timeout).await?;
    Ok(Connections {
        schema_reader: reader.clone(),
        reader,
        writer,
        schema: durable_writer.clone(),
        durable_writer,
        one_writer: true,
        renewal: Renewal::default(),
    })
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
async fn is_shared(
    one: &DatabaseConnection,
    other: &DatabaseConnection,
) -> Result<bool, sqlx::Error> {
    let (one, other) = (one.get_sqlite_connection_pool(), other.get_sqlite_connection_pool());
    let file = "SELECT file FROM pragma_database_list WHERE name = 'main'";
    let file: Option<String> = sqlx::query_scalar(file).fetch_one(one).await?;
    if file.is_some_and(|file| !file.is_empty()) {
        return Ok(true);
    }
    let version = "SELECT user_version FROM pragma_user_version";
    let before: i32 = sqlx::query_scalar(version).fetch_one(one).await?;
    sqlx::query(AssertSqlSafe(format!("PRAGMA user_version = {}", before.wrapping_add(1))))
        .execute(one)
        .await?;
    let seen: i32 = sqlx::query_scalar(version).fetch_one(other).await?;
    sqlx::query(AssertSqlSafe(format!("PRAGMA user_version = {before}"))).execute(one).await?;
    Ok(seen != before)
}

async fn pool(
    runtime: &DatabaseRuntime,
    connect: SqliteConnectOptions,
    size: u32,
    timeout: Duration,
) -> Result<DatabaseConnection, OpenError> {
    let options = SqlitePoolOptions::new()
        .max_connections(size)
        .min_connections(1)
        .acquire_timeout(timeout)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .after_release(|connection, _| Box::pin(is_clean(connection)));
    let connecting =
        async move { connect_pool(options, connect).await.map_err(OpenError::Connect) };
    Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(runtime.run(connecting).await?))
}

/// Creates a pool and opens its first connection. The time limit is one for the start, longer than
/// the pool's own for requests.
async fn connect_pool(
    options: SqlitePoolOptions,
    connect: SqliteConnectOptions,
) -> Result<SqlitePool, sqlx::Error> {
    let started = Instant::now();
    let pool = options.connect_lazy_with(connect);
    loop {
        match pool.acquire().await {
            Ok(_) => return Ok(pool),
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
