//! The database of one test.

use std::{collections::BTreeMap, path::PathBuf};

use sea_orm::{ConnectionTrait, DatabaseConnection};
use tempfile::TempDir;

use super::{connection, content, server_database::ServerDatabase};
use crate::testing::engine::Engine;

/// An empty database for one test, of the current [`Engine`]: a SQLite file in a temporary folder, a
/// schema on a PostgreSQL server, or a database on a MySQL server.
///
/// It is deleted when the value is dropped, also by a panic. A [`TestApp`](super::super::TestApp)
/// makes one for itself; use this type to test code below an app, or whole programs.
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

/// Where the database is. Deletes it when it is dropped.
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
    /// Makes a database of the current engine. Panics if the variable with the URL of its server is not
    /// set.
    pub fn new() -> Self {
        let engine = Engine::current();
        let storage = match engine {
            Engine::Sqlite => Storage::Folder(folder()),
            Engine::Postgresql | Engine::Mysql => Storage::Server(ServerDatabase::make(engine)),
        };
        Self { engine, storage }
    }

    /// Returns the engine of the database.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Returns the URL, for `DATABASE_URL`.
    pub fn url(&self) -> String {
        match &self.storage {
            Storage::Folder(folder) => format!("sqlite://{}", file_in(folder).display()),
            Storage::Server(storage) => storage.url().to_owned(),
        }
    }

    /// Returns the path of the SQLite file, which may not exist yet. Panics on other engines, which
    /// have no file.
    pub fn path(&self) -> PathBuf {
        match &self.storage {
            Storage::Folder(folder) => file_in(folder),
            Storage::Server(_) => panic!("a {} database is not a file", self.engine),
        }
    }

    /// Opens a connection beside those of an app, without the store and its hooks. On every engine,
    /// names are in double quotes and times are UTC. Creates the SQLite file if it is missing.
    pub async fn connect(&self) -> DatabaseConnection {
        connection::open(self.engine, &self.url()).await
    }

    /// Runs one or more statements on a connection of its own, without hooks, and returns the number
    /// of rows that they touched.
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

    /// Returns the number of rows of every table, including nevr's own tables.
    pub async fn rows(&self) -> BTreeMap<String, u64> {
        let connection = self.connect().await;
        let rows = content::rows(self.engine, &connection).await;
        connection::close(connection).await;
        rows
    }

    /// Returns the definition of every table, with its indexes and constraints, as the engine writes
    /// it. Compare it only with definitions from the same engine.
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
