//! The moment, schemas and connections that tests share.

use nevr_core::{
    store::{Database, DatabaseOptions},
    testing::{Engine, TestDatabase},
};
use nevr_migrate::Target;
use nevr_schema::{Provider, Schema, SchemaBuilder, env::Timestamp, merge};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_769_860_800_000);

/// Merges declarations, which must fit together.
pub(crate) fn schema(declared: Vec<SchemaBuilder>) -> Schema {
    let (schema, defects) = merge(declared);
    assert_eq!(defects, []);
    schema
}

/// Merges declarations, which must fit together, into a target without migrations by hand.
pub(crate) fn target(declared: Vec<SchemaBuilder>) -> Target {
    Target::new(schema(declared))
}

pub(crate) fn provider(engine: Engine) -> Provider {
    match engine {
        Engine::Sqlite => Provider::Sqlite,
        Engine::Postgresql => Provider::Postgresql,
        Engine::Mysql => Provider::Mysql,
    }
}

/// Opens a test database as the app does.
pub(crate) async fn open(database: &TestDatabase) -> Database {
    let options =
        DatabaseOptions { max_connections: 2, create: true, ..DatabaseOptions::default() };
    Database::open(&database.url(), options).await.unwrap()
}

pub(crate) fn statement(connection: &DatabaseConnection, sql: &str) -> Statement {
    Statement::from_string(connection.get_database_backend(), sql)
}

/// Returns the number that a query selects.
pub(crate) async fn number(connection: &DatabaseConnection, sql: &str) -> i64 {
    let row = connection.query_one_raw(statement(connection, sql)).await.expect(sql).unwrap();
    row.try_get_by_index(0).unwrap()
}
