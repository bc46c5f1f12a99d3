//! MySQL and MariaDB: how a session is set up, and what refused connections mean.

use std::str::FromStr;

use nevr_schema::Provider;
use sea_orm::{DatabaseConnection, SqlxMySqlConnector};
use sqlx::{
    ConnectOptions, Connection, MySql, MySqlPool,
    mysql::{MySqlConnectOptions, MySqlDatabaseError},
};

use super::{
    connections::Connections,
    error::{DatabaseLocation, OpenError},
    options::{DatabaseOptions, TRANSACTION_LIMIT},
    runtime::DatabaseRuntime,
    server::{Session, common_open_error, connections, first_connection},
};

/// The statements that set up every session: text is UTF-8 and compared by its bytes, as in the
/// columns; a value that does not fit is an error and not cut; times are UTC; each statement of a
/// transaction sees what is committed. The list of SQL modes replaces the server's own, which could
/// change what `"` and `\` mean; the other variables get the values that MySQL documents as default.
///
/// MySQL executes the first kind of comment, MariaDB the second; each has its own name for the
/// collation.
const SESSION_SETUP: &str = "SET NAMES utf8mb4 \
     COLLATE /*!80017 utf8mb4_0900_bin */ /*M!100202 utf8mb4_nopad_bin */, \
     time_zone = '+00:00', \
     autocommit = 1, foreign_key_checks = 1, unique_checks = 1, completion_type = 0, \
     sql_auto_is_null = 0, sql_safe_updates = 0, sql_select_limit = 18446744073709551615, \
     sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'; \
     SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED";

/// Opens the database at a `mysql:` or `mariadb:` URL.
pub(super) async fn open(
    runtime: &DatabaseRuntime,
    url: &str,
    options: &DatabaseOptions,
) -> Result<Connections, OpenError> {
    let url = match url.strip_prefix("mariadb:") {
        Some(rest) => format!("mysql:{rest}"),
        None => url.to_owned(),
    };
    let connect =
        MySqlConnectOptions::from_str(&url).map_err(|_| OpenError::InvalidUrl(Provider::Mysql))?;
    connect_with(runtime, connect, options).await
}

/// Opens the database of the app's own pool, also if the app selected it after connecting.
pub(super) async fn share(
    runtime: &DatabaseRuntime,
    connection: &DatabaseConnection,
    options: &DatabaseOptions,
) -> Result<Connections, OpenError> {
    let pool = connection.get_mysql_connection_pool();
    let connect = (*pool.connect_options()).clone();
    match chosen_database(pool).await {
        Ok(Some(name)) => connect_with(runtime, connect.database(&name), options).await,
        Ok(None) => Err(OpenError::MissingDatabaseName),
        Err(error) => Err(open_error(error, &connect).await),
    }
}

async fn chosen_database(pool: &MySqlPool) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("SELECT DATABASE()").fetch_one(pool).await
}

async fn connect_with(
    runtime: &DatabaseRuntime,
    connect: MySqlConnectOptions,
    options: &DatabaseOptions,
) -> Result<Connections, OpenError> {
    if connect.get_database().is_none() {
        return Err(OpenError::MissingDatabaseName);
    }
    // Turns off what the driver would set up by itself: `SESSION_SETUP` does it in one round trip.
    let connect = connect
        .disable_statement_logging()
        .charset("utf8mb4")
        .set_names(false)
        .timezone(None)
        .pipes_as_concat(false)
        .no_engine_substitution(false);
    let schema = Session { connect: connect.clone(), setup: Some(SESSION_SETUP.to_owned()) };
    let limits = format!("{SESSION_SETUP}; {}", limits(options));
    let work = Session { connect, setup: Some(limits) };
    let options = options.clone();
    runtime.run(async move { open_pools(work, schema, &options).await }).await
}

/// The statement that limits how long a statement waits for a row and how long it may take. MySQL
/// limits only reads in time.
fn limits(options: &DatabaseOptions) -> String {
    let wait = options.acquire_timeout;
    let whole = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    format!(
        "SET SESSION innodb_lock_wait_timeout = {} \
         /*!80017 , max_execution_time = {} */ /*M!100101 , max_statement_time = {} */",
        whole.max(1),
        TRANSACTION_LIMIT.as_millis(),
        TRANSACTION_LIMIT.as_secs(),
    )
}

async fn open_pools(
    work: Session<MySql>,
    schema: Session<MySql>,
    options: &DatabaseOptions,
) -> Result<Connections, OpenError> {
    // No error means "starting up": a MySQL server that starts up does not answer yet.
    let first = async { first_connection(&work, |_| false).await?.close().await };
    if let Err(error) = first.await {
        return Err(open_error(error, &work.connect).await);
    }
    Ok(connections(work, schema, options, SqlxMySqlConnector::from_sqlx_mysql_pool))
}

fn location(connect: &MySqlConnectOptions) -> DatabaseLocation {
    let database = connect.get_database().unwrap_or_default();
    DatabaseLocation::new(connect.get_socket(), connect.get_host(), connect.get_port(), database)
}

/// Classifies a failure to connect
/// (<https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html>).
async fn open_error(error: sqlx::Error, connect: &MySqlConnectOptions) -> OpenError {
    let location = location(connect);
    let database_error = error.as_database_error();
    let number = database_error
        .and_then(|error| error.try_downcast_ref::<MySqlDatabaseError>())
        .map(MySqlDatabaseError::number);
    match number {
        // Access denied: to the database, to the user, without a password, from this host, by this
        // method; the account is locked, or its password has expired.
        Some(1044 | 1045 | 1698 | 1130 | 1251 | 1862 | 3118 | 4151) => {
            OpenError::AccessDenied(location)
        }
        Some(1049) => OpenError::NoDatabase(location),
        Some(1040 | 1203 | 1226) => OpenError::TooManyConnections(location),
        _ => {
            let by_name = connect.get_socket().is_none();
            let host = by_name.then(|| (connect.get_host(), connect.get_port()));
            common_open_error(error, location, host).await
        }
    }
}
