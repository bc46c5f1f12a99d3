//! Opening a database on a server. The errors say where it is and what to do, and contain neither
//! user nor password.

use std::{error::Error, net::SocketAddr};

use nevr_core::{
    store::{Database, DatabaseOptions, OpenError, Query},
    testing::{Engine, TestDatabase},
};
use nevr_schema::Provider;
use sea_orm::{ConnectOptions, ConnectionTrait};
use tokio::net::TcpListener;
use url::Url;

use super::fixture::{Shop, on_servers, set_of, store, user};

/// The URL of a database of this test's engine, for the test to change.
fn url_of(database: &TestDatabase) -> Url {
    Url::parse(&database.url()).unwrap()
}

/// A URL with credentials that must not be shown.
fn at(address: SocketAddr) -> Url {
    let scheme = if Engine::current() == Engine::Mysql { "mysql" } else { "postgres" };
    Url::parse(&format!("{scheme}://canary:hunter2@{address}/shop")).unwrap()
}

/// The error of opening a database, and its message with all sources.
async fn refusal(url: &Url) -> (OpenError, String) {
    let options = DatabaseOptions { max_connections: 1, ..DatabaseOptions::default() };
    let Err(error) = Database::open(url.as_str(), options).await else {
        panic!("the database was opened")
    };
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        words = format!("{words}: {error}");
        cause = error.source();
    }
    for secret in ["canary", "hunter2"] {
        assert!(!words.contains(secret) && !format!("{error:?}").contains(secret), "{words}");
    }
    (error, words)
}

async fn unused_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

async fn a_server_that_is_away_is_named() {
    let address = unused_address().await;
    let (error, words) = refusal(&at(address)).await;
    assert!(matches!(error, OpenError::Unreachable { .. }), "{error:?}");
    assert!(words.contains(&format!("`shop` on `{address}`")), "{words}");
    assert!(words.contains("is it running"), "{words}");
}

async fn a_server_that_hangs_up_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let hanging_up = tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            drop(connection);
        }
    });
    let (error, words) = refusal(&at(address)).await;
    hanging_up.abort();
    let hung_up =
        matches!(error, OpenError::Unreachable { .. } | OpenError::NotADatabaseServer { .. });
    assert!(hung_up && words.contains("host and port"), "{error:?}");
    assert!(words.contains(&address.to_string()), "{words}");
}

async fn a_host_that_can_not_be_resolved_is_named() {
    let mut url = at(unused_address().await);
    url.set_host(Some("no-such-host.invalid")).unwrap();
    let (error, words) = refusal(&url).await;
    assert!(matches!(error, OpenError::UnknownHost { .. }), "{error:?}");
    assert!(words.contains("no-such-host.invalid"), "{words}");
}

async fn a_user_whom_the_server_does_not_know_is_refused_and_not_named() {
    let database = TestDatabase::new();
    let mut url = url_of(&database);
    url.set_username("canary").unwrap();
    url.set_password(Some("hunter2")).unwrap();
    let (error, words) = refusal(&url).await;
    assert!(matches!(error, OpenError::AccessDenied(_)), "{error:?}");
    assert!(words.contains("user name or the password"), "{words}");
}

async fn a_database_that_is_not_there_is_named() {
    let database = TestDatabase::new();
    let mut url = url_of(&database);
    let name = "nevr_test_no_such_database";
    url.set_path(name);
    let (error, words) = refusal(&url).await;
    // MySQL reveals that a database is missing only to users that may create it.
    let is_expected = matches!(error, OpenError::NoDatabase(_))
        || database.engine() == Engine::Mysql && matches!(error, OpenError::AccessDenied(_));
    assert!(is_expected && words.contains(name), "{words}");
}

async fn a_url_that_can_not_be_read_is_not_shown() {
    let scheme = if Engine::current() == Engine::Mysql { "mysql" } else { "postgres" };
    for rest in ["canary:hunter2/x@host:port/shop", "canary:hunter2@[::1/shop"] {
        let url = format!("{scheme}://{rest}");
        let opened = Database::open(&url, DatabaseOptions::default()).await;
        let Err(error) = opened else { panic!("the database was opened") };
        assert!(matches!(error, OpenError::InvalidUrl(_)), "{error:?}");
        let words = format!("{error} {error:?}");
        assert!(!words.contains("canary") && !words.contains("hunter2"), "{words}");
    }
}

async fn the_database_of_the_apps_own_connection_is_shared() {
    let shop = Shop::open().await;
    let app = shop.database.connect().await;
    let database = Database::share(&app, DatabaseOptions::default()).await.unwrap();
    let expected = match shop.database.engine() {
        Engine::Sqlite => Provider::Sqlite,
        Engine::Postgresql => Provider::Postgresql,
        Engine::Mysql => Provider::Mysql,
    };
    assert_eq!(database.provider(), expected);
    let store = store(database, |_| {});
    store.write(set_of("user", user("dora"))).await.unwrap();
    store.close().await;
    app.execute_unprepared("SELECT 1").await.expect("the app's connection stays open");
    app.close().await.unwrap();
    assert_eq!(shop.names().await, ["ann", "bob", "cleo", "dora"]);
}

/// Options of the app that select the database or schema only after connecting: `SET search_path`
/// in PostgreSQL, `USE` in MySQL.
fn choosing_later(database: &TestDatabase) -> ConnectOptions {
    let mut url = url_of(database);
    if database.engine() == Engine::Postgresql {
        let schema = url.query().unwrap().rsplit_once("search_path%3D").unwrap().1.to_owned();
        url.set_query(None);
        let mut options = ConnectOptions::new(url.as_str());
        options.set_schema_search_path(schema);
        return options;
    }
    let name = url.path().trim_start_matches('/').to_owned();
    url.set_path("");
    let mut options = ConnectOptions::new(url.as_str());
    options.map_sqlx_mysql_pool_opts(move |pool| {
        let name = name.clone();
        pool.after_connect(move |connection, _| {
            let choose = sqlx::AssertSqlSafe(format!("USE {name}"));
            Box::pin(async move { sqlx::Executor::execute(connection, choose).await.map(drop) })
        })
    });
    options
}

async fn the_schema_or_database_that_the_app_chose_later_is_shared_too() {
    let shop = Shop::open().await;
    let mut options = choosing_later(&shop.database);
    options.max_connections(1);
    let app = sea_orm::Database::connect(options).await.unwrap();
    let database = Database::share(&app, DatabaseOptions::default()).await.unwrap();
    let store = store(database, |_| {});
    assert_eq!(store.find(Query::from("user")).await.unwrap().len(), 3);
    store.close().await;
    app.close().await.unwrap();
}

on_servers!(
    a_server_that_is_away_is_named,
    a_server_that_hangs_up_is_named,
    a_host_that_can_not_be_resolved_is_named,
    a_user_whom_the_server_does_not_know_is_refused_and_not_named,
    a_database_that_is_not_there_is_named,
    a_url_that_can_not_be_read_is_not_shown,
    the_database_of_the_apps_own_connection_is_shared,
    the_schema_or_database_that_the_app_chose_later_is_shared_too,
);

#[test]
#[ignore = "needs NEVR_TEST_POSTGRES_URL"]
fn a_search_path_may_be_written_without_escapes() {
    Engine::Postgresql.run(async {
        let shop = Shop::open().await;
        let url = shop.database.url().replace("%20", " ").replace("%3D", "=");
        assert!(url.contains("options=-c search_path=nevr_test_"), "{url}");
        let database = Database::open(&url, DatabaseOptions::default()).await.unwrap();
        let store = store(database, |_| {});
        assert_eq!(store.find(Query::from("user")).await.unwrap().len(), 3);
        store.close().await;
    });
}

#[test]
#[ignore = "needs NEVR_TEST_POSTGRES_URL"]
fn a_search_path_that_leads_nowhere_is_an_error() {
    Engine::Postgresql.run(async {
        let database = TestDatabase::new();
        let mut url = url_of(&database);
        url.set_query(Some("options=-c%20search_path%3Dno_such_schema"));
        let (error, words) = refusal(&url).await;
        assert!(matches!(error, OpenError::NoSchema(_)), "{error:?}");
        assert!(words.contains("CREATE SCHEMA") && words.contains("search_path"), "{words}");
    });
}

#[actix_web::test]
async fn a_mysql_url_must_name_a_database() {
    let url = Url::parse("mariadb://canary:hunter2@127.0.0.1:1").unwrap();
    let (error, _) = refusal(&url).await;
    assert!(matches!(error, OpenError::MissingDatabaseName), "{error:?}");
}
