//! Pools of connections to a server, for PostgreSQL and MySQL alike.

use std::time::Duration;

use futures_util::future::join_all;
use sea_orm::DatabaseConnection;
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, Executor, Pool, error::DatabaseError,
    pool::PoolOptions,
};
use tokio::time::{Instant, sleep, timeout};

use super::{
    connections::{Connections, Renewal, Work},
    error::{DatabaseLocation, OpenError},
    options::DatabaseOptions,
};

/// How long opening may take. A server that was started together with the app is not ready at once.
const OPENING_LIMIT: Duration = Duration::from_secs(10);
/// The pause before a server that is starting up is tried again.
const STARTING_PAUSE: Duration = Duration::from_millis(200);
/// A connection that was idle for this long is pinged before it is used. A ping before every use
/// would cost a third of the throughput.
const PING_AFTER: Duration = Duration::from_secs(30);
/// The age at which a connection is replaced: a server's memory for it grows, and the address
/// behind the host name may change.
const LIFETIME: Duration = Duration::from_mins(30);
/// The number of connections for migrations, which hold one for their lock and work on another.
const SCHEMA_CONNECTIONS: u32 = 3;
/// How long connections for migrations stay open unused: after the start they are not needed.
const SCHEMA_IDLE: Duration = Duration::from_secs(5);

/// Creates the pool for units of work and reads, with time limits, and the pool for migrations,
/// without. Must be called on the database runtime.
pub(super) fn connections<DB>(
    work: Session<DB>,
    schema: Session<DB>,
    options: &DatabaseOptions,
    from_pool: impl Fn(Pool<DB>) -> DatabaseConnection,
) -> Connections
where
    DB: sqlx::Database,
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
{
    let renewal = Renewal::default();
    let work = from_pool(work_pool(work, options, &renewal));
    let schema = from_pool(schema_pool(schema, options));
    let work = Work::Server(work);
    Connections { work, schema_reader: schema.clone(), schema, renewal }
}

/// How to connect to a server, and how to set up each session.
pub(super) struct Session<DB: sqlx::Database> {
    pub(super) connect: <DB::Connection as Connection>::Options,
    /// The statements that every new connection runs, if any.
    pub(super) setup: Option<String>,
}

impl<DB: sqlx::Database> Clone for Session<DB> {
    fn clone(&self) -> Self {
        Self { connect: self.connect.clone(), setup: self.setup.clone() }
    }
}

/// Makes a connection outside of any pool, to learn why a connection is refused; a pool would only
/// report that it waited too long.
pub(super) async fn first_connection<DB>(
    session: &Session<DB>,
    is_starting_up: impl Fn(&dyn DatabaseError) -> bool,
) -> Result<DB::Connection, sqlx::Error>
where
    DB: sqlx::Database,
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
{
    let started = Instant::now();
    loop {
        let left = OPENING_LIMIT.saturating_sub(started.elapsed());
        let error = match timeout(left, connect_session(session)).await {
            Ok(Ok(connection)) => return Ok(connection),
            Ok(Err(error)) => error,
            Err(_) => return Err(std::io::Error::from(std::io::ErrorKind::TimedOut).into()),
        };
        let starting =
            matches!(&error, sqlx::Error::Database(error) if is_starting_up(error.as_ref()));
        if !starting || started.elapsed() + STARTING_PAUSE > OPENING_LIMIT {
            return Err(error);
        }
        sleep(STARTING_PAUSE).await;
    }
}

async fn connect_session<DB>(session: &Session<DB>) -> Result<DB::Connection, sqlx::Error>
where
    DB: sqlx::Database,
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
{
    let mut connection = session.connect.connect().await?;
    if let Some(setup) = &session.setup {
        connection.execute(AssertSqlSafe(setup.clone())).await?;
    }
    Ok(connection)
}

/// Creates the pool for units of work and reads, and begins to open its connections.
fn work_pool<DB>(session: Session<DB>, options: &DatabaseOptions, renewal: &Renewal) -> Pool<DB>
where
    DB: sqlx::Database,
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
{
    let size = options.max_connections.max(1);
    let renewal = renewal.clone();
    // No `min_connections`: the pool would try to replace lost connections while the server is
    // down, and each attempt occupies a slot of the pool for up to a minute, long after the server
    // is back. Connections are opened here, and replaced when they are needed, always on the
    // database runtime.
    let pool = PoolOptions::<DB>::new()
        .max_connections(size)
        .acquire_timeout(options.acquire_timeout)
        .idle_timeout(None)
        .max_lifetime(LIFETIME)
        .test_before_acquire(false)
        .before_acquire(move |connection, meta| {
            let is_fresh = !renewal.is_due(meta.age);
            Box::pin(async move {
                if is_fresh && meta.idle_for >= PING_AFTER {
                    connection.ping().await?;
                }
                Ok(is_fresh)
            })
        });
    let pool = with_setup(pool, session.setup).connect_lazy_with(session.connect);
    let warming = pool.clone();
    tokio::spawn(async move {
        let opened = join_all((0..size).map(|_| warming.acquire())).await;
        for error in opened.into_iter().filter_map(Result::err) {
            tracing::debug!(%error, "a connection could not be opened in advance");
        }
    });
    pool
}

/// Creates the pool for migrations, which opens connections when it is used.
fn schema_pool<DB>(session: Session<DB>, options: &DatabaseOptions) -> Pool<DB>
where
    DB: sqlx::Database,
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
{
    let pool = PoolOptions::<DB>::new()
        .max_connections(SCHEMA_CONNECTIONS)
        .acquire_timeout(options.acquire_timeout.max(OPENING_LIMIT))
        .idle_timeout(SCHEMA_IDLE)
        .test_before_acquire(true);
    with_setup(pool, session.setup).connect_lazy_with(session.connect)
}

fn with_setup<DB>(pool: PoolOptions<DB>, setup: Option<String>) -> PoolOptions<DB>
where
    DB: sqlx::Database,
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
{
    let Some(setup) = setup else { return pool };
    pool.after_connect(move |connection, _| {
        let setup = AssertSqlSafe(setup.clone());
        Box::pin(async move { connection.execute(setup).await.map(drop) })
    })
}

/// Classifies a failure to connect that has the same meaning on all servers. `host` is the name
/// that is looked up, `None` for a server behind a Unix socket.
pub(super) async fn common_open_error(
    error: sqlx::Error,
    location: DatabaseLocation,
    host: Option<(&str, u16)>,
) -> OpenError {
    match error {
        sqlx::Error::Io(source) => match unknown_host(host).await {
            Some(source) => OpenError::UnknownHost { location, source },
            None => OpenError::Unreachable { location, source },
        },
        sqlx::Error::Tls(_) => OpenError::Encryption { location, source: error },
        sqlx::Error::Protocol(_) => OpenError::NotADatabaseServer { location, source: error },
        _ => OpenError::Refused { location, source: error },
    }
}

/// Returns why the host has no address, if it has none.
async fn unknown_host(host: Option<(&str, u16)>) -> Option<std::io::Error> {
    tokio::net::lookup_host(host?).await.err()
}
