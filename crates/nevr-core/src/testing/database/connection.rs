//! A connection beside those of the app.

use std::time::Duration;

use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr};
use sqlx::Executor;

use crate::testing::engine::Engine;

/// Longer than any connection takes.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Opens a connection on which the same SQL means the same on every engine.
pub(super) async fn open(engine: Engine, url: &str) -> DatabaseConnection {
    match try_open(url).await {
        Ok(connection) => connection,
        Err(error) => panic!("the {engine} database can't be opened: {error}"),
    }
}

pub(super) async fn try_open(url: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(1)
        .connect_timeout(TIMEOUT)
        .acquire_timeout(TIMEOUT)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|sqlite| sqlite.create_if_missing(true))
        .map_sqlx_postgres_opts(|postgres| postgres.options([("TimeZone", "UTC")]))
        .map_sqlx_mysql_pool_opts(|pool| {
            pool.after_connect(|connection, _| {
                Box::pin(async move {
                    let sql = "SET SESSION sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')";
                    connection.execute(sql).await.map(drop)
                })
            })
        });
    // Boxed: from a test, its future is nested deeper than the compiler follows.
    Box::pin(Database::connect(options)).await
}

pub(super) async fn close(connection: DatabaseConnection) {
    if let Err(error) = connection.close().await {
        panic!("a connection can't be closed: {error}");
    }
}
