//! The database of one test.

use std::{collections::BTreeMap, path::PathBuf};

use sea_orm::{ConnectionTrait, DatabaseConnection};
use tempfile::TempDir;

use super::{connection, content, server_database::ServerDatabase};
use crate::testing::engine::Engine;

/// An empty database of the current [`Engine`], for one test alone: an SQLite file in a temporary
/// folder, a schema on a PostgreSQL server, a database on a MySQL server.
///
/// It is gone when this is dropped, after a panic too. [`TestApp`](super::super::TestApp) makes one
/// for itself; this is for tests of what lies below an app, or of whole programs.
///
/// ```
/// use nevr_core::testing::{TestDatabase, run};
///
/// run(async {
///     let database = TestDatabase::new();
///     database.execute(r#"CREATE TABLE "user" ("id" varchar(255))"#).await;
///     assert_eq!(database.execute(r#"INSERT INTO "user" VALUES ('ann'), ('bob')"#).await, 2);
///     assert_eq!(database.rows().await["user"], 2);
/// });
/// ```
pub struct TestDatabase {
    engine: Engine,
    storage: Storage,
}

/// What takes the database away when it is dropped.
enum Storage {
    Folder(TempDir),
    Server(ServerDatabase),
}

impl Default for TestDatabase {
    fn default() -> Self {
        Self::new()
    }
}

impl TestDatabase {
    /// Makes a database of the current engine. Panics if its server's variable is not set.
    pub fn new() -> Self {
        let engine = Engine::current();
        let storage = match engine {
            Engine::Sqlite => Storage::Folder(folder()),
            Engine::Postgresql | Engine::Mysql => Storage::Server(ServerDatabase::make(engine)),
        };
        Self { engine, storage }
    }

    /// The engine that it is of.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Its URL, for `DATABASE_URL`.
    pub fn url(&self) -> String {
        match &self.storage {
            Storage::Folder(folder) => format!("sqlite://{}", file_in(folder).display()),
            Storage::Server(storage) => storage.url().to_owned(),
        }
    }

    /// The SQLite file, whether or not it is there yet. Panics on other engines, which have none.
    pub fn path(&self) -> PathBuf {
        match &self.storage {
            Storage::Folder(folder) => file_in(folder),
            Storage::Server(_) => panic!("a {} database is no file of the test's", self.engine),
        }
    }

    /// One connection of somebody else, past the store and its hooks. Names stand in double quotes
    /// on it, and times are UTC, whatever the engine; the SQLite file is made if there is none.
    pub async fn connect(&self) -> DatabaseConnection {
        connection::open(self.engine, &self.url()).await
    }

    /// Runs one or more statements, past every hook and every connection of an app; gives the
    /// number of rows that were touched.
    ///
    /// Quoted names (`"user"`), `TRUE` and `FALSE` mean the same on every engine.
    pub async fn execute(&self, sql: &str) -> u64 {
        let connection = self.connect().await;
        let done = connection.execute_unprepared(sql).await;
        connection::close(connection).await;
        match done {
            Ok(done) => done.rows_affected(),
            Err(error) => panic!("the database refused `{sql}`: {error}"),
        }
    }

    /// Number of rows of every table, those of nevr itself included.
    pub async fn rows(&self) -> BTreeMap<String, u64> {
        let connection = self.connect().await;
        let rows = content::rows(self.engine, &connection).await;
        connection::close(connection).await;
        rows
    }

    /// Every table with what it is, in words of the engine, indexes and constraints included: to be
    /// compared with what it was or will be on the same engine.
    pub async fn tables(&self) -> BTreeMap<String, String> {
        let connection = self.connect().await;
        let tables = content::tables(self.engine, &connection).await;
        connection::close(connection).await;
        tables
    }
}

fn folder() -> TempDir {
    match tempfile::Builder::new().prefix("nevr-test-").tempdir() {
        Ok(folder) => folder,
        Err(error) => panic!("no temporary folder could be made: {error}"),
    }
}

fn file_in(folder: &TempDir) -> PathBuf {
    folder.path().join("nevr.db")
}
