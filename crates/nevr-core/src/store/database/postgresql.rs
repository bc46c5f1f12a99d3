//! PostgreSQL: how a session is set up, and what refused connections mean.

use std::{str::FromStr, time::Duration};

use nevr_schema::Provider;
use sea_orm::{DatabaseConnection, SqlxPostgresConnector};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, PgConnection, PgPool, Postgres,
    error::DatabaseError, postgres::PgConnectOptions,
};

use super::{
    connections::Connections,
    error::{DatabaseLocation, OpenError},
    options::{DatabaseOptions, TRANSACTION_LIMIT},
    runtime::DatabaseRuntime,
    server::{Session, common_open_error, connections, first_connection},
};

/// The shortest time to wait for a row. The server detects a deadlock after one second; with a
/// shorter wait, a deadlock would look like a slow writer, and would not be tried again.
const MIN_LOCK_WAIT: Duration = Duration::from_secs(2);

/// Opens the database at a `postgres:` URL.
pub(super) async fn open(
    runtime: &DatabaseRuntime,
    url: &str,
    options: &DatabaseOptions,
) -> Result<Connections, OpenError> {
    let connect = PgConnectOptions::from_str(url);
    connect_with(
        runtime,
        connect.map_err(|_| OpenError::InvalidUrl(Provider::Postgresql))?,
        options,
    )
    .await
}

/// Opens the database of the app's own pool, with the search path that the app gave its
/// connections.
pub(super) async fn share(
    runtime: &DatabaseRuntime,
    connection: &DatabaseConnection,
    options: &DatabaseOptions,
) -> Result<Connections, OpenError> {
    let pool = connection.get_postgres_connection_pool();
    let connect = (*pool.connect_options()).clone();
    let path = search_path(pool).await;
    let path = match path {
        Ok(path) => path,
        Err(error) => return Err(open_error(error, &connect).await),
    };
    connect_with(runtime, connect.options([("search_path", path)]), options).await
}

async fn search_path(pool: &PgPool) -> Result<String, sqlx::Error> {
    sqlx::query_scalar("SELECT current_setting('search_path')").fetch_one(pool).await
}

async fn connect_with(
    runtime: &DatabaseRuntime,
    connect: PgConnectOptions,
    options: &DatabaseOptions,
) -> Result<Connections, OpenError> {
    // The driver sets UTC and UTF-8 by itself. These options are sent with the start of the
    // session, without a round trip of their own.
    let connect = connect
        .disable_statement_logging()
        .options([("default_transaction_isolation", "read committed")]);
    let lock_wait = options.acquire_timeout.max(MIN_LOCK_WAIT);
    let limits = [("lock_timeout", lock_wait), ("statement_timeout", TRANSACTION_LIMIT)];
    let limits = limits.map(|(name, limit)| (name, limit.as_millis().to_string()));
    let schema = Session { connect: connect.clone(), setup: None };
    let work = Session { connect: connect.options(limits), setup: None };
    let options = options.clone();
    runtime.run(async move { open_pools(work, schema, &options).await }).await
}

async fn open_pools(
    work: Session<Postgres>,
    schema: Session<Postgres>,
    options: &DatabaseOptions,
) -> Result<Connections, OpenError> {
    let first = async {
        let mut connection = first_connection(&work, is_starting_up).await?;
        let schema = current_schema(&mut connection).await?;
        connection.close().await?;
        Ok(schema)
    };
    match first.await {
        Ok(Some(_)) => {}
        Ok(None) => return Err(OpenError::NoSchema(location(&work.connect))),
        Err(error) => return Err(open_error(error, &work.connect).await),
    }
    Ok(connections(work, schema, options, SqlxPostgresConnector::from_sqlx_postgres_pool))
}

/// Returns the first schema of the search path that exists, in which all tables are.
async fn current_schema(connection: &mut PgConnection) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar(AssertSqlSafe("SELECT current_schema()")).fetch_one(connection).await
}

fn is_starting_up(error: &dyn DatabaseError) -> bool {
    error.code().is_some_and(|code| code == "57P03")
}

fn location(connect: &PgConnectOptions) -> DatabaseLocation {
    // Without a name in the URL it is the user's name, which must not be shown.
    let database = connect.get_database().unwrap_or("(the user's own)");
    DatabaseLocation::new(connect.get_socket(), connect.get_host(), connect.get_port(), database)
}

/// Classifies a failure to connect
/// (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
async fn open_error(error: sqlx::Error, connect: &PgConnectOptions) -> OpenError {
    let location = location(connect);
    let code = error.as_database_error().and_then(DatabaseError::code);
    match code.as_deref() {
        Some("28000" | "28P01" | "42501") => OpenError::AccessDenied(location),
        Some("3D000") => OpenError::NoDatabase(location),
        Some("53300") => OpenError::TooManyConnections(location),
        _ => {
            drop(code);
            let by_name = connect.get_socket().is_none() && !connect.get_host().starts_with('/');
            let host = by_name.then(|| (connect.get_host(), connect.get_port()));
            common_open_error(error, location, host).await
        }
    }
}
