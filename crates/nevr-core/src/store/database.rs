//! The database runtime and the connections that live on it.

use std::{
    path::{Path, PathBuf},
    str::FromStr,
    time::{Duration, Instant},
};

use sea_orm::{DatabaseConnection, DatabaseConnectionType, SqlxSqliteConnector};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, SqliteConnection,
    sqlite::{
        SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
    },
};
use tokio::runtime::{Builder, Handle, Runtime};

/// Threads of the database runtime. SQLite works on threads of its own; these only hand over.
const THREADS: usize = 2;
/// How long opening may take when the file is busy.
const OPENING_LIMIT: Duration = Duration::from_secs(10);

/// How to open a database.
#[derive(Clone, Debug)]
pub struct DatabaseOptions {
    /// Connections for reading.
    pub max_connections: u32,
    /// How long to wait for a place to write, or for a connection to read.
    pub acquire_timeout: Duration,
    /// Whether to make the database when it is not there.
    pub create: bool,
}

impl Default for DatabaseOptions {
    fn default() -> Self {
        Self { max_connections: 10, acquire_timeout: Duration::from_secs(2), create: false }
    }
}

/// The database could not be opened.
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
    #[error("the connection that was handed in is not of the configured provider `sqlite`")]
    OtherProvider,
    /// The URL is of another kind. It may hold a password, so it is not shown.
    #[error("the database URL does not begin with `sqlite:`")]
    OtherScheme,
    /// Every connection would see a database of its own.
    #[error(
        "a database in memory that is private to its connection can't be used: \
         open it as `sqlite::memory:`, or with a shared cache"
    )]
    Private,
}

/// An open SQLite database: readers, and two writing connections of which one is at work at a time.
pub struct Database {
    pub(crate) runtime: DatabaseRuntime,
    pub(crate) readers: DatabaseConnection,
    /// Commits with `synchronous = NORMAL`: survives a crash of the process, and may lose the last
    /// commits in a power cut.
    pub(crate) writer: DatabaseConnection,
    /// Commits with `synchronous = FULL`, for what must survive a power cut once answered. A
    /// connection of its own because the level can't be changed inside a transaction.
    pub(crate) durable_writer: DatabaseConnection,
    pub(crate) acquire_timeout: Duration,
}

impl Database {
    /// Opens the database at an `sqlite:` URL.
    pub async fn open(url: &str, options: DatabaseOptions) -> Result<Self, OpenError> {
        let Some(rest) = url.strip_prefix("sqlite:") else { return Err(OpenError::OtherScheme) };
        let connect = SqliteConnectOptions::from_str(url).map_err(OpenError::Connect)?;
        let in_memory = rest.trim_start_matches("//").starts_with(":memory:");
        if !in_memory && !rest.contains("mode=memory") {
            prepare_file(connect.get_filename(), options.create)?;
        }
        Self::connect(connect, options).await
    }

    /// Opens the database of a connection that the app has opened itself, with its options. nevr
    /// has connections of its own, because it commits in ways that the app's pool does not; the
    /// app's connection stays the app's.
    pub async fn share(
        connection: &DatabaseConnection,
        options: DatabaseOptions,
    ) -> Result<Self, OpenError> {
        // Others say that they are SQLite too, and have no pool to ask.
        if !matches!(connection.inner, DatabaseConnectionType::SqlxSqlitePoolConnection(_)) {
            return Err(OpenError::OtherProvider);
        }
        let connect = connection.get_sqlite_connection_pool().connect_options();
        Self::connect((*connect).clone(), options).await
    }

    async fn connect(
        connect: SqliteConnectOptions,
        options: DatabaseOptions,
    ) -> Result<Self, OpenError> {
        let connect = connect
            .create_if_missing(false)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .foreign_keys(true)
            .busy_timeout(options.acquire_timeout)
            .disable_statement_logging();
        let runtime = DatabaseRuntime::start()?;
        let timeout = options.acquire_timeout;
        let writer = pool(&runtime, connect.clone(), 1, timeout).await?;
        let full = connect.clone().synchronous(SqliteSynchronous::Full);
        let durable_writer = pool(&runtime, full, 1, timeout).await?;
        if !is_shared(&writer, &durable_writer).await.map_err(OpenError::Connect)? {
            return Err(OpenError::Private);
        }
        // A reader that writes is a defect of ours; the database refuses it.
        let readers = connect.pragma("query_only", "ON");
        let readers = pool(&runtime, readers, options.max_connections.max(1), timeout).await?;
        Ok(Self { runtime, readers, writer, durable_writer, acquire_timeout: timeout })
    }

    /// A connection that may change the schema, for migrations.
    pub fn schema_connection(&self) -> &DatabaseConnection {
        &self.durable_writer
    }

    /// A connection that only reads.
    pub fn reading_connection(&self) -> &DatabaseConnection {
        &self.readers
    }

    pub(crate) async fn close(&self) {
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
    // Connections are opened on the database runtime: opened on a busy worker, they stall.
    let opened = match runtime.handle().spawn(opened(options, connect)).await {
        Ok(opened) => opened,
        Err(_) => Err(sqlx::Error::WorkerCrashed),
    };
    Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(opened.map_err(OpenError::Connect)?))
}

/// A pool with its first connection. How long requests wait for a place says nothing of how long
/// the start may wait for the file.
async fn opened(
    options: SqlitePoolOptions,
    connect: SqliteConnectOptions,
) -> Result<SqlitePool, sqlx::Error> {
    let started = Instant::now();
    let pool = options.connect_lazy_with(connect);
    loop {
        match pool.acquire().await {
            Ok(_) => return Ok(pool),
            Err(sqlx::Error::PoolTimedOut) if started.elapsed() < OPENING_LIMIT => {}
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

/// A multi-thread runtime of its own for units of work: what was begun on it is finished, whatever
/// happens to the request that is waiting.
pub(crate) struct DatabaseRuntime {
    handle: Handle,
    runtime: Option<Runtime>,
}

impl DatabaseRuntime {
    fn start() -> Result<Self, OpenError> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(THREADS)
            .thread_name("nevr-database")
            .enable_all()
            .build()
            .map_err(OpenError::Runtime)?;
        Ok(Self { handle: runtime.handle().clone(), runtime: Some(runtime) })
    }

    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }
}

impl Drop for DatabaseRuntime {
    fn drop(&mut self) {
        // A plain drop would block, which tokio forbids inside async code.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
