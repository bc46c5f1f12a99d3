//! A database for each test, of each kind.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
};

use nevr_core::testing::{Engine, TestDatabase, on_every_database, run};
use sea_orm::{ConnectionTrait, TransactionTrait};

const TABLES: &str = r#"
    CREATE TABLE "user" ("id" varchar(255) NOT NULL PRIMARY KEY, "isAnonymous" boolean);
    CREATE TABLE "Note" ("text" varchar(255));
    INSERT INTO "user" VALUES ('ann', TRUE), ('bob', FALSE);
"#;

async fn with_tables() -> TestDatabase {
    let database = TestDatabase::new();
    database.execute(TABLES).await;
    database
}

async fn a_database_is_empty_and_the_tests_own() {
    let (one, two) = (TestDatabase::new(), TestDatabase::new());
    assert_ne!(one.url(), two.url());
    one.execute(TABLES).await;
    assert!(two.rows().await.is_empty() && two.tables().await.is_empty());
}

async fn one_sql_is_for_every_engine() {
    let database = with_tables().await;
    let linked = r#"UPDATE "user" SET "isAnonymous" = FALSE WHERE "isAnonymous" = TRUE"#;
    assert_eq!(database.execute(linked).await, 1);
    let gone = r#"DELETE FROM "user" WHERE "id" = 'ann'; DELETE FROM "user" WHERE "id" = 'bob'"#;
    assert_eq!(database.execute(gone).await, 2, "those of all statements are counted");
}

async fn tables_and_rows_are_seen() {
    let database = with_tables().await;
    let rows: Vec<(String, u64)> = database.rows().await.into_iter().collect();
    assert_eq!(rows, [("Note".to_owned(), 0), ("user".to_owned(), 2)]);
    let tables = database.tables().await;
    assert_eq!(tables.keys().collect::<Vec<_>>(), ["Note", "user"]);
    assert!(tables["user"].contains("isAnonymous"), "{tables:?}");
}

async fn a_change_of_a_table_is_seen() {
    let (database, other) = (with_tables().await, with_tables().await);
    assert_eq!(database.tables().await, other.tables().await);
    for change in [
        r#"CREATE UNIQUE INDEX "Note_text_key" ON "Note" ("text")"#,
        r#"ALTER TABLE "Note" ADD COLUMN "rank" integer NOT NULL DEFAULT 5"#,
    ] {
        let before = database.tables().await;
        database.execute(change).await;
        let after = database.tables().await;
        assert_ne!(before["Note"], after["Note"], "{change}");
        assert_eq!(before["user"], after["user"], "{change}");
    }
}

async fn what_the_database_refuses_fails_the_test() {
    TestDatabase::new().execute("SELECT nothing").await;
}

/// How many databases of this name the server has.
async fn places(server: &TestDatabase, name: &str) -> usize {
    let sql = match server.engine() {
        Engine::Sqlite => return usize::from(std::path::Path::new(name).exists()),
        Engine::Postgresql => format!("SELECT 1 FROM pg_namespace WHERE nspname = '{name}'"),
        Engine::Mysql => {
            format!("SELECT 1 FROM information_schema.schemata WHERE schema_name = '{name}'")
        }
    };
    let connection = server.connect().await;
    let statement = sea_orm::Statement::from_string(connection.get_database_backend(), sql);
    let places = connection.query_all_raw(statement).await.unwrap().len();
    connection.close().await.unwrap();
    places
}

fn name(database: &TestDatabase) -> String {
    if database.engine() == Engine::Sqlite {
        return database.path().to_str().unwrap().to_owned();
    }
    let url = database.url();
    url[url.find("nevr_test_").unwrap()..].to_owned()
}

async fn nothing_is_left_behind() {
    let (server, database) = (TestDatabase::new(), with_tables().await);
    let name = name(&database);
    assert_eq!(places(&server, &name).await, 1);
    drop(database);
    assert_eq!(places(&server, &name).await, 0);
}

async fn nothing_is_left_behind_after_a_panic() {
    let (server, database) = (TestDatabase::new(), with_tables().await);
    let name = name(&database);
    let failed = catch_unwind(AssertUnwindSafe(move || {
        let _database = database;
        panic!("as tests do");
    }));
    assert!(failed.is_err());
    assert_eq!(places(&server, &name).await, 0);
}

async fn nothing_is_left_behind_by_a_transaction_that_is_open() {
    let (server, database) = (TestDatabase::new(), with_tables().await);
    let name = name(&database);
    let other = database.connect().await;
    #[expect(clippy::disallowed_methods, reason = "any open transaction will do")]
    let transaction = other.begin().await.unwrap();
    transaction.execute_unprepared(r#"DELETE FROM "user""#).await.unwrap();
    drop(database);
    assert_eq!(places(&server, &name).await, 0);
    std::mem::forget(transaction);
}

async fn a_thread_that_is_handed_the_engine_is_on_it() {
    let engine = Engine::current();
    let (lost, entered, run) = thread::spawn(move || {
        let lost = Engine::current();
        let entered = engine.enter(|| TestDatabase::new().engine());
        (lost, entered, engine.run(async { TestDatabase::new().engine() }))
    })
    .join()
    .unwrap();
    assert_eq!((lost, entered, run), (Engine::Sqlite, engine, engine));
}

on_every_database!(
    a_database_is_empty_and_the_tests_own,
    one_sql_is_for_every_engine,
    tables_and_rows_are_seen,
    a_change_of_a_table_is_seen,
    #[should_panic(expected = "the database refused `SELECT nothing`")]
    what_the_database_refuses_fails_the_test,
    nothing_is_left_behind,
    nothing_is_left_behind_after_a_panic,
    nothing_is_left_behind_by_a_transaction_that_is_open,
    a_thread_that_is_handed_the_engine_is_on_it,
);

#[test]
fn a_thread_has_its_engine_back_after_a_test() {
    Engine::Mysql.enter(|| {
        assert_eq!(Engine::current(), Engine::Mysql);
        let failed = catch_unwind(|| Engine::Postgresql.run(async { panic!("as tests do") }));
        assert!(failed.is_err());
        assert_eq!(Engine::current(), Engine::Mysql);
    });
    assert_eq!(Engine::current(), Engine::Sqlite);
    run(async { assert_eq!(Engine::current(), Engine::Sqlite) });
}
