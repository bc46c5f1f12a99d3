//! SQLite: a file, several readers and one writer at a time.

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

use super::{error::OpenError, options::DatabaseOptions, runtime::DatabaseRuntime};

/// How long opening may take when the file is busy.
const OPENING_LIMIT: Duration = Duration::from_secs(10);

/// How long until a busy file is tried again.
const OPENING_PAUSE: Duration = Duration::from_millis(10);

/// Readers, and two writing connections of which one is at work at a time.
pub(super) struct Sqlite {
    pub(super) readers: DatabaseConnection,
    /// Commits with `synchronous = NORMAL`: survives a crash of the process, and may lose the last
    /// commits in a power cut.
    pub(super) writer: DatabaseConnection,
    /// Commits with `synchronous = FULL`, for what must survive a power cut once answered. A
    /// connection of its own because the level can't be changed inside a transaction.
    pub(super) durable_writer: DatabaseConnection,
}

impl Sqlite {
    /// Opens the database at an `sqlite:` URL.
    pub(super) async fn open(
        runtime: &DatabaseRuntime,
        url: &str,
        options: &DatabaseOptions,
    ) -> Result<Self, OpenError> {
        let connect = SqliteConnectOptions::from_str(url).map_err(OpenError::Connect)?;
        let rest = url.strip_prefix("sqlite:").unwrap_or(url);
        let in_memory = rest.trim_start_matches("//").starts_with(":memory:");
        if !in_memory && !rest.contains("mode=memory") {
            prepare_file(connect.get_filename(), options.create)?;
        }
        Self::connect(runtime, connect, options).await
    }

    pub(super) async fn connect(
        runtime: &DatabaseRuntime,
        connect: SqliteConnectOptions,
        options: &DatabaseOptions,
    ) -> Result<Self, OpenError> {
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
            return Err(OpenError::Private);
        }
        // A reader that writes is a defect of ours; the database refuses it.
        let readers = connect.pragma("query_only", "ON");
        let readers = pool(runtime, readers, options.max_connections.max(1), timeout).await?;
        Ok(Self { readers, writer, durable_writer })
    }

    pub(super) async fn close(&self) {
        for connection in [&self.readers, &self.writer, &self.durable_writer] {
            connection.get_sqlite_connection_pool().close().await;
        }
    }
}

/// Makes the file readable to its owner alone before anything is in it; SQLite gives the files
/// beside it the same rights.
fn prepare_file(path: &Path, create: bool) -> Result<(), OpenError> {
    if path.exists() {
        return Ok(());
    }
    if !create {
        return Err(OpenError::Missing(path.to_owned()));
    }
    let mut open = std::fs::OpenOptions::new();
    open.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut open, 0o600);
    match open.open(path) {
        // Another process was first: it made the file in the same way.
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(OpenError::Create { path: path.to_owned(), source: error })
        }
        _ => Ok(()),
    }
}

/// Whether both connections see one database: always, if it has a file.
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

/// A pool with its first connection. How long requests wait for a place says nothing of how long
/// the start may wait for the file.
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
            // Processes that open a new file at once all want to change its journal. SQLite refuses
            // all but one, and does not wait for that one.
            Err(error) if sqlite_is_busy(&error) && started.elapsed() < OPENING_LIMIT => {
                sleep(OPENING_PAUSE).await;
            }
            Err(error) => return Err(error),
        }
    }
}

/// Whether a connection may be used again. SQLite may end a transaction by itself (disk full, an I/O
/// error); sqlx then goes on counting it as open, the next one would be begun as a savepoint, which
/// is a deferred transaction. Such a connection is closed, and the pool opens another.
async fn is_clean(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    if !connection.is_in_transaction() {
        return Ok(true);
    }
    // A rollback may be on its way: what is sent afterwards is answered after it.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}
