//! Looking at an app's SQLite file from the side.

use std::{collections::BTreeMap, path::Path};

use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, Row, SqliteConnection, sqlite::SqliteConnectOptions,
};

async fn open(file: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(file).disable_statement_logging();
    match options.connect().await {
        Ok(connection) => connection,
        Err(error) => panic!("{} can't be opened: {error}", file.display()),
    }
}

/// Number of rows of every table.
pub(super) async fn rows(file: &Path) -> BTreeMap<String, u64> {
    let mut connection = open(file).await;
    let mut counts = BTreeMap::new();
    for table in tables_of(&mut connection).await.into_keys() {
        let sql = format!("SELECT count(*) FROM \"{}\"", table.replace('"', "\"\""));
        let count = match sqlx::query(AssertSqlSafe(sql)).fetch_one(&mut connection).await {
            Ok(row) => row.get::<i64, _>(0),
            Err(error) => panic!("the rows of `{table}` can't be counted: {error}"),
        };
        counts.insert(table, count.unsigned_abs());
    }
    close(connection).await;
    counts
}

/// Runs one or more statements, past every hook and every connection of the app.
pub(super) async fn execute(file: &Path, sql: &str) -> u64 {
    let mut connection = open(file).await;
    let done = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await;
    close(connection).await;
    match done {
        Ok(done) => done.rows_affected(),
        Err(error) => panic!("the database refused `{sql}`: {error}"),
    }
}

/// Every table with the statement that makes it; SQLite's own left out.
pub(super) async fn tables(file: &Path) -> BTreeMap<String, String> {
    let mut connection = open(file).await;
    let tables = tables_of(&mut connection).await;
    close(connection).await;
    tables
}

async fn tables_of(connection: &mut SqliteConnection) -> BTreeMap<String, String> {
    let sql =
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*'";
    match sqlx::query(sql).fetch_all(connection).await {
        Ok(rows) => rows.iter().map(|row| (row.get(0), row.get(1))).collect(),
        Err(error) => panic!("the tables can't be read: {error}"),
    }
}

async fn close(connection: SqliteConnection) {
    if let Err(error) = connection.close().await {
        panic!("a connection can't be closed: {error}");
    }
}
