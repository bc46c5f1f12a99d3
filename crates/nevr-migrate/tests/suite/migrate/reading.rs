//! The status reads a database and changes nothing.

use nevr_migrate::{MigrateError, Options, push, status};
use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use sqlx::sqlite::SqliteJournalMode;

use crate::{
    fixture::{NOW, number, target},
    migrate::{
        schemas::{carts, shop, users},
        sqlite_file::Db,
    },
};

async fn data_version(connection: &DatabaseConnection) -> i64 {
    number(connection, "PRAGMA data_version").await
}

#[tokio::test]
async fn the_status_writes_nothing() {
    for db in [Db::empty().await, Db::at(&target(vec![users(), carts()])).await] {
        db.sql("PRAGMA wal_checkpoint(TRUNCATE)").await;
        let other = crate::migrate::sqlite_file::open(&db.path()).await;
        let (bytes, version) = (std::fs::read(db.path()).unwrap(), data_version(&other).await);
        let status = db.status(&shop()).await;
        assert!(!status.is_current());
        assert_eq!(data_version(&other).await, version);
        db.sql("PRAGMA wal_checkpoint(TRUNCATE)").await;
        assert_eq!(std::fs::read(db.path()).unwrap(), bytes);
    }
}

#[tokio::test]
async fn the_status_needs_no_right_to_write() {
    let db = Db::at(&target(vec![users(), carts()])).await;
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=ro", db.path().display()));
    options.map_sqlx_sqlite_opts(|options| {
        options.read_only(true).pragma("query_only", "ON").journal_mode(SqliteJournalMode::Wal)
    });
    let connection = Database::connect(options).await.unwrap();
    let read = status(&connection, &shop()).await.unwrap();
    assert_eq!(read, db.status(&shop()).await);
    assert_eq!(read.steps.len(), 5);
}

#[tokio::test]
async fn every_missing_step_has_its_statement() {
    let db = Db::at(&target(vec![users(), carts()])).await;
    let status = db.status(&shop()).await;
    let sql: Vec<_> = status.steps.iter().map(|step| step.sql.as_str()).collect();
    assert_eq!(
        sql,
        [
            "CREATE TABLE \"merge\" (\"id\" varchar(255) NOT NULL PRIMARY KEY, \
             \"userId\" varchar(255) NOT NULL, FOREIGN KEY (\"userId\") REFERENCES \"user\" \
             (\"id\") ON DELETE CASCADE)",
            "ALTER TABLE \"user\" ADD COLUMN \"isAnonymous\" boolean NOT NULL DEFAULT FALSE",
            "ALTER TABLE \"user\" ADD COLUMN \"anonymousId\" varchar(255)",
            "CREATE INDEX \"user_anonymousId_idx\" ON \"user\" (\"anonymousId\")",
            "CREATE INDEX \"merge_userId_idx\" ON \"merge\" (\"userId\")",
        ]
    );
}

#[tokio::test]
async fn a_table_with_the_name_of_the_ledger_that_is_something_else_is_an_error() {
    let db = Db::at(&target(vec![users()])).await;
    db.sql("DROP TABLE nevr_schema; CREATE TABLE nevr_schema (mine text)").await;
    let error = push(&db.connection, &shop(), Options::default(), NOW).await.unwrap_err();
    assert!(matches!(error, MigrateError::NameTaken("nevr_schema")), "{error}");
    assert_eq!(db.tables().await, ["user", "session", "account"]);
}

#[tokio::test]
async fn a_record_that_is_broken_is_an_error_that_names_its_owner() {
    let db = Db::at(&target(vec![users()])).await;
    db.sql("UPDATE nevr_schema SET snapshot = '{'").await;
    let error = db.push(&shop()).await.unwrap_err();
    assert!(error.to_string().contains("plugin `auth`"), "{error}");
}
