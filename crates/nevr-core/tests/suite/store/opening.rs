//! Opening a database, by URL and from a connection of the app.

use std::{fs, time::Duration};

use nevr_core::{
    app::{Nevr, StartError},
    plugin::Registry,
    store::{Database, DatabaseOptions, Filter, OpenError, Query, StoreError, WriteSet},
    testing::Engine,
};
use nevr_schema::Provider;
use sea_orm::{DatabaseConnection, SqlxSqliteConnector};
use sqlx::{
    AssertSqlSafe, SqlitePool,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};
use tempfile::TempDir;

use super::fixture::{Shop, at_once, set_of, store, tables, url, user};

fn create() -> DatabaseOptions {
    DatabaseOptions { create: true, ..DatabaseOptions::default() }
}

/// Why a database could not be opened.
fn refusal(outcome: Result<Database, OpenError>) -> OpenError {
    match outcome {
        Ok(_) => panic!("the database was opened"),
        Err(error) => error,
    }
}

#[actix_web::test]
async fn a_file_that_is_not_there_is_made_only_when_asked_for() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("new.db");
    let error = refusal(Database::open(&url(&path), DatabaseOptions::default()).await);
    assert!(matches!(error, OpenError::MissingFile(_)) && !path.exists(), "{error:?}");
    Database::open(&url(&path), create()).await.unwrap();
    assert!(path.exists());
}

#[cfg(unix)]
#[actix_web::test]
async fn a_new_file_and_those_beside_it_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("new.db");
    let database = Database::open(&url(&path), create()).await.unwrap();
    sea_orm::ConnectionTrait::execute_unprepared(
        database.schema_connection(),
        "CREATE TABLE t (a)",
    )
    .await
    .unwrap();
    for file in fs::read_dir(folder.path()).unwrap() {
        let mode = file.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[actix_web::test]
async fn a_folder_that_is_not_there_is_an_error() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("no").join("new.db");
    let error = refusal(Database::open(&url(&path), create()).await);
    assert!(matches!(error, OpenError::CreateFile { .. }), "{error:?}");
}

#[actix_web::test]
async fn a_url_of_an_unknown_provider_is_refused_and_not_shown() {
    for url in ["oracle://root:secret@db/app", "root:secret", "shop.db", ""] {
        let error = refusal(Database::open(url, create()).await);
        assert!(matches!(error, OpenError::UnknownScheme), "{error:?}");
        assert!(!format!("{error:?} {error}").contains("secret"));
    }
}

#[actix_web::test]
async fn a_file_that_is_no_database_is_an_error() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("text.db");
    fs::write(&path, "not a database, and long enough to have a header".repeat(100)).unwrap();
    let error = refusal(Database::open(&url(&path), create()).await);
    assert!(matches!(error, OpenError::Connect(_)), "{error:?}");
}

#[actix_web::test]
async fn the_database_of_the_apps_own_connection_is_shared() {
    let shop = Shop::open().await;
    let options = SqliteConnectOptions::new().filename(shop.path());
    let app = SqlitePool::connect_with(options).await.unwrap();
    let connection = SqlxSqliteConnector::from_sqlx_sqlite_pool(app.clone());
    let database = Database::share(&connection, DatabaseOptions::default()).await.unwrap();
    let store = store(database, |_| {});
    store.write(set_of("user", user("dora"))).await.unwrap();
    store.close().await;
    let users: i64 = sqlx::query_scalar("SELECT count(*) FROM user").fetch_one(&app).await.unwrap();
    assert_eq!(users, 4);
}

/// The app's pool over a database in memory, as `sqlite::memory:` opens it.
async fn in_memory() -> (SqlitePool, DatabaseConnection) {
    let pool =
        SqlitePoolOptions::new().min_connections(1).connect("sqlite::memory:").await.unwrap();
    sqlx::Executor::execute(&pool, AssertSqlSafe(tables(Engine::Sqlite))).await.unwrap();
    (pool.clone(), SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
}

#[actix_web::test]
async fn a_database_in_memory_is_shared_too() {
    let (app, connection) = in_memory().await;
    let database = Database::share(&connection, DatabaseOptions::default()).await.unwrap();
    let store = store(database, |_| {});
    let writing = store.clone();
    let outcomes =
        at_once(20, move |at| {
            let store = writing.clone();
            async move {
                let mut set = set_of("user", user(&format!("user{at}")));
                if at % 2 == 0 {
                    set.durable();
                }
                store.write(set).await.map(drop)?;
                store.find(Query::from("user")).await.map(drop)?;
                let none: WriteSet = set_of("user", user("ann"));
                store
                    .transaction(|tx| async move {
                        tx.write(none).await?;
                        Err::<(), _>(StoreError::RolledBack)
                    })
                    .await
                    .or_else(|error| {
                        if matches!(error, StoreError::RolledBack) { Ok(()) } else { Err(error) }
                    })
            }
        })
        .await;
    for outcome in outcomes {
        outcome.unwrap();
    }
    assert_eq!(store.count("user", Filter::all()).await.unwrap(), 20);
    let users: i64 = sqlx::query_scalar("SELECT count(*) FROM user").fetch_one(&app).await.unwrap();
    assert_eq!(users, 20);
    let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&app).await.unwrap();
    assert_eq!(version, 0);
}

#[actix_web::test]
async fn two_databases_in_memory_are_two() {
    for url in ["sqlite::memory:", "sqlite://:memory:"] {
        let first = Database::open(url, DatabaseOptions::default()).await.unwrap();
        let (_app, connection) = in_memory().await;
        let second = Database::share(&connection, DatabaseOptions::default()).await.unwrap();
        let (first, second) = (store(first, |_| {}), store(second, |_| {}));
        assert!(first.find(Query::from("user")).await.is_err(), "it has no tables");
        assert_eq!(second.find(Query::from("user")).await.unwrap(), []);
    }
}

#[actix_web::test]
async fn a_database_that_is_private_to_its_connection_is_refused() {
    let options = SqliteConnectOptions::new();
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
    let connection = SqlxSqliteConnector::from_sqlx_sqlite_pool(pool);
    let error = refusal(Database::share(&connection, DatabaseOptions::default()).await);
    assert!(matches!(error, OpenError::PrivateMemory), "{error:?}");
}

#[actix_web::test]
async fn a_connection_that_leads_nowhere_is_refused() {
    let error = refusal(Database::share(&DatabaseConnection::default(), create()).await);
    assert!(matches!(error, OpenError::UnsupportedConnection), "{error:?}");
}

#[actix_web::test]
async fn a_connection_of_another_provider_than_the_config_names_is_refused() {
    let (_app, connection) = in_memory().await;
    let builder = Nevr::builder(Registry::new()).config_str("database = \"postgresql\"");
    let Err(error) = builder.database(connection).start().await else { panic!("it started") };
    let StartError::Open(error) = error else { panic!("{error:?}") };
    assert!(matches!(error, OpenError::ProviderMismatch(Provider::Postgresql)), "{error:?}");
    assert!(error.to_string().contains("`database.provider`"), "{error}");
}

#[actix_web::test]
async fn a_busy_file_is_waited_for_when_it_is_opened() {
    let shop = Shop::open().await;
    let mut other = shop.outsider().await;
    sqlx::Executor::execute(&mut other, "BEGIN IMMEDIATE").await.unwrap();
    let options = DatabaseOptions {
        acquire_timeout: Duration::from_millis(300),
        ..DatabaseOptions::default()
    };
    let database = Database::open(&url(&shop.path()), options).await.unwrap();
    assert_eq!(store(database, |_| {}).find(Query::from("user")).await.unwrap().len(), 3);
}
