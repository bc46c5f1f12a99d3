//! A folder of migrations and a database of the current engine.

use std::{cell::Cell, collections::BTreeMap, fs, path::PathBuf, time::Duration};

use nevr_core::{store::Database, testing::TestDatabase};
use nevr_migrate::{
    self, Applied, Options, Status, Target,
    files::{self, Done, FilesError, Folder, MigrateOptions, Migrated, Migration, Rollback, State},
};
use nevr_schema::{Provider, env::Timestamp};
use tempfile::TempDir;

use crate::fixture::{NOW, number, open, provider};

pub(crate) struct Project {
    pub(crate) database: TestDatabase,
    dir: TempDir,
    clock: Cell<u64>,
}

impl Project {
    pub(crate) fn new() -> Self {
        Self::beside(tempfile::tempdir().unwrap())
    }

    /// Returns a project with the same migrations and another database.
    pub(crate) fn elsewhere(&self) -> Self {
        let copy = tempfile::tempdir().unwrap();
        for entry in fs::read_dir(self.folder().path()).into_iter().flatten() {
            let from = entry.unwrap().path();
            let to = copy.path().join("migrations").join(from.file_name().unwrap());
            fs::create_dir_all(&to).unwrap();
            for file in fs::read_dir(from).unwrap() {
                let file = file.unwrap();
                fs::copy(file.path(), to.join(file.file_name())).unwrap();
            }
        }
        Self::beside(copy)
    }

    fn beside(dir: TempDir) -> Self {
        Self { database: TestDatabase::new(), dir, clock: Cell::new(0) }
    }

    pub(crate) fn folder(&self) -> Folder {
        Folder::at(self.dir.path().join("migrations"))
    }

    pub(crate) fn provider(&self) -> Provider {
        provider(self.database.engine())
    }

    pub(crate) fn files(&self) -> Vec<Migration> {
        self.folder().read(self.provider()).unwrap()
    }

    /// Returns the path of an up or down file for the current engine.
    pub(crate) fn file(&self, at: usize, direction: &str) -> PathBuf {
        let file = format!("{direction}.{}.sql", self.provider());
        self.files()[at].folder.join(file)
    }

    /// Edits the up file of a migration.
    pub(crate) fn edit(&self, at: usize, edit: impl FnOnce(&str) -> String) {
        let path = self.file(at, "up");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, edit(&text)).unwrap();
    }

    fn now(&self) -> Timestamp {
        self.clock.set(self.clock.get() + 60);
        NOW + Duration::from_secs(self.clock.get())
    }

    pub(crate) async fn open(&self) -> Database {
        open(&self.database).await
    }

    pub(crate) async fn migrate_with(
        &self,
        target: &Target,
        options: &MigrateOptions,
    ) -> Result<Migrated, FilesError> {
        let db = self.open().await;
        let connection = db.schema_connection();
        let done = files::migrate(connection, target, &self.folder(), options, self.now()).await;
        db.close().await;
        done
    }

    pub(crate) async fn migrate(&self, target: &Target) -> Migrated {
        let options = MigrateOptions::default();
        self.migrate_with(target, &options).await.unwrap_or_else(|error| panic!("{error}"))
    }

    /// Migrates and accepts losses.
    pub(crate) async fn migrate_lossy(&self, target: &Target) -> Migrated {
        let rules = Options::default().accepting_data_loss();
        let options = MigrateOptions::default().rules(rules);
        self.migrate_with(target, &options).await.unwrap_or_else(|error| panic!("{error}"))
    }

    pub(crate) async fn refused(&self, target: &Target) -> FilesError {
        self.migrate_with(target, &MigrateOptions::default()).await.expect_err("is refused")
    }

    pub(crate) fn create(&self, target: &Target, name: &str) -> Migrated {
        let options = MigrateOptions::default().label(Some(name.parse().unwrap()));
        files::create(self.provider(), target, &self.folder(), &options, self.now()).unwrap()
    }

    pub(crate) async fn apply(&self, target: &Target) -> Result<Vec<Done>, FilesError> {
        let db = self.open().await;
        let done = files::apply(db.schema_connection(), target, &self.files(), self.now()).await;
        db.close().await;
        done
    }

    pub(crate) async fn rollback(
        &self,
        target: &Target,
        steps: usize,
        accepted: bool,
    ) -> Result<Rollback, FilesError> {
        let db = self.open().await;
        let (connection, now) = (db.schema_connection(), self.now());
        let done = files::rollback(connection, target, &self.files(), steps, accepted, now).await;
        db.close().await;
        done
    }

    pub(crate) async fn push(&self, target: &Target) -> Applied {
        let db = self.open().await;
        let rules = Options::default().accepting_data_loss();
        let done = nevr_migrate::push(db.schema_connection(), target, rules, self.now()).await;
        db.close().await;
        done.unwrap_or_else(|error| panic!("{error}"))
    }

    pub(crate) async fn state(&self, target: &Target) -> State {
        let db = self.open().await;
        let state = files::state(db.reading_connection(), target, &self.files()).await;
        db.close().await;
        state.unwrap_or_else(|error| panic!("{error}"))
    }

    pub(crate) async fn status(&self, target: &Target) -> Status {
        let db = self.open().await;
        let status = nevr_migrate::status(db.reading_connection(), target).await;
        db.close().await;
        status.unwrap_or_else(|error| panic!("{error}"))
    }

    /// Checks that neither the files nor the schema leave anything to do.
    pub(crate) async fn is_current(&self, target: &Target) {
        let (state, status) = (self.state(target).await, self.status(target).await);
        assert!(state.is_current() && state.drift.is_empty(), "{state:?}");
        assert!(status.is_current(), "{status:?}");
    }

    /// Returns the tables but nevr's own.
    pub(crate) async fn tables(&self) -> BTreeMap<String, String> {
        let mut tables = self.database.tables().await;
        tables.retain(|name, _| !name.starts_with("nevr_"));
        tables
    }

    /// Returns the number of rows of a table.
    pub(crate) async fn rows(&self, table: &str) -> u64 {
        self.database.rows().await[table]
    }

    /// Inserts a row into `item`.
    pub(crate) async fn put(&self, id: &str) {
        let sql = format!("INSERT INTO \"item\" (\"id\", \"label\") VALUES ('{id}', 'x')");
        self.database.execute(&sql).await;
    }

    /// Returns the number that a query selects.
    pub(crate) async fn number(&self, sql: &str) -> i64 {
        let connection = self.database.connect().await;
        let number = number(&connection, sql).await;
        connection.close().await.unwrap();
        number
    }

    /// Returns the number of rows of `item` with this label.
    pub(crate) async fn labelled(&self, label: &str) -> i64 {
        self.number(&format!("SELECT count(*) FROM \"item\" WHERE \"label\" = '{label}'")).await
    }
}
