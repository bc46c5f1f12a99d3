//! A SQLite file of a test's own, with rows in every table.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use nevr_migrate::{Applied, MigrateError, Options, Reason, Status, Target, push, status};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use sqlx::sqlite::SqliteJournalMode;
use tempfile::TempDir;

use crate::{
    fixture::{NOW, number, statement},
    migrate::database::reasons,
};

/// A database in a file that is deleted with it.
pub(crate) struct Db {
    pub(crate) connection: DatabaseConnection,
    folder: TempDir,
}

/// Opens a file as the app does.
pub(crate) async fn open(path: &Path) -> DatabaseConnection {
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rwc", path.display()));
    options.sqlx_logging(false);
    options.map_sqlx_sqlite_opts(|options| options.journal_mode(SqliteJournalMode::Wal));
    Database::connect(options).await.unwrap()
}

impl Db {
    /// Creates an empty database.
    pub(crate) async fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { connection: open(&folder.path().join("test.db")).await, folder }
    }

    /// Creates a database at this target, with three rows in every table.
    pub(crate) async fn at(target: &Target) -> Self {
        let db = Self::empty().await;
        push(&db.connection, target, Options::default(), NOW).await.unwrap();
        db.fill(3).await;
        db
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("test.db")
    }

    /// Runs statements.
    pub(crate) async fn sql(&self, sql: &str) {
        self.connection.execute_unprepared(sql).await.unwrap();
    }

    /// Returns the number that a query selects.
    pub(crate) async fn number(&self, sql: &str) -> i64 {
        number(&self.connection, sql).await
    }

    /// Returns the texts that a query selects.
    pub(crate) async fn texts(&self, sql: &str) -> Vec<String> {
        let rows = self.connection.query_all_raw(statement(&self.connection, sql)).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    /// Returns the tables but nevr's own, in the order of their creation.
    pub(crate) async fn tables(&self) -> Vec<String> {
        let sql = "SELECT name FROM sqlite_master WHERE type = 'table' \
                   AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
                   AND name NOT LIKE 'nevr\\_%' ESCAPE '\\' ORDER BY rowid";
        self.texts(sql).await
    }

    /// Inserts rows into every empty table. The row `row1` of a table refers to `row1` of the others.
    pub(crate) async fn fill(&self, rows: usize) {
        let mut sql = String::from("BEGIN; PRAGMA defer_foreign_keys = ON;");
        for table in self.tables().await {
            if self.number(&format!("SELECT COUNT(*) FROM \"{table}\"")).await > 0 {
                continue;
            }
            let columns = self.columns(&table).await;
            let names: Vec<_> = columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
            for row in 0..rows {
                let values: Vec<_> =
                    columns.iter().map(|(name, ty)| value(name, ty, row)).collect();
                let (names, values) = (names.join(","), values.join(","));
                sql.extend(["INSERT INTO \"", &table, "\" (", &names, ") VALUES (", &values, ");"]);
            }
        }
        self.sql(&(sql + "COMMIT;")).await;
    }

    async fn columns(&self, table: &str) -> Vec<(String, String)> {
        let sql = format!(
            "SELECT c.name, CASE WHEN f.id IS NULL THEN c.type ELSE 'reference' END \
             FROM pragma_table_info('{table}') c \
             LEFT JOIN pragma_foreign_key_list('{table}') f ON f.\"from\" = c.name"
        );
        let rows = self.connection.query_all_raw(statement(&self.connection, &sql)).await.unwrap();
        let text = |row: &sea_orm::QueryResult, at| row.try_get_by_index(at).unwrap();
        rows.iter().map(|row| (text(row, 0), text(row, 1))).collect()
    }

    /// Returns the number of rows of every table.
    pub(crate) async fn counts(&self) -> BTreeMap<String, i64> {
        let mut counts = BTreeMap::new();
        for table in self.tables().await {
            let count = self.number(&format!("SELECT COUNT(*) FROM \"{table}\"")).await;
            counts.insert(table, count);
        }
        counts
    }

    /// Returns the catalogue, byte for byte, with the ledger.
    pub(crate) async fn catalogue(&self) -> Vec<String> {
        let mut all = self
            .texts("SELECT name || ': ' || COALESCE(sql, '') FROM sqlite_master ORDER BY name")
            .await;
        for (table, columns) in
            [("nevr_schema", "owner || snapshot"), ("nevr_migration", "owner || name")]
        {
            if all.iter().any(|object| object.starts_with(&format!("{table}: "))) {
                let sql = format!("SELECT {columns} || \"appliedAt\" FROM {table} ORDER BY 1");
                all.extend(self.texts(&sql).await);
            }
        }
        all
    }

    /// Returns the structure of the tables, independent of how they were created.
    pub(crate) async fn shape(&self) -> Vec<String> {
        self.texts(
            "SELECT m.name || '.' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' \
                || c.pk || ' ' || COALESCE(c.dflt_value, '-') \
                || COALESCE(' ' || f.\"table\" || f.\"to\" || f.on_delete, '') \
             FROM sqlite_master m JOIN pragma_table_info(m.name) c \
             LEFT JOIN pragma_foreign_key_list(m.name) f ON f.\"from\" = c.name \
             WHERE m.type = 'table' \
             UNION ALL SELECT name || ': ' || sql FROM sqlite_master \
             WHERE type = 'index' AND sql IS NOT NULL ORDER BY 1",
        )
        .await
    }

    /// Pushes, and checks that every table keeps its number of rows, that no reference dangles and
    /// that a failure changes nothing.
    pub(crate) async fn push(&self, target: &Target) -> Result<Applied, MigrateError> {
        let (counts, catalogue) = (self.counts().await, self.catalogue().await);
        assert!(counts.values().all(|rows| *rows > 0), "every table has rows: {counts:?}");
        let pushed = push(&self.connection, target, Options::default(), NOW).await;
        let after = self.counts().await;
        for (table, rows) in &counts {
            assert_eq!(after.get(table), Some(rows), "rows of {table}");
        }
        assert_eq!(self.number("SELECT COUNT(*) FROM pragma_foreign_key_check").await, 0);
        if pushed.is_err() {
            assert_eq!(self.catalogue().await, catalogue, "a failure changes nothing");
        }
        pushed
    }

    pub(crate) async fn status(&self, target: &Target) -> Status {
        status(&self.connection, target).await.unwrap()
    }

    /// Returns why a push is refused, by entity or field, and checks that the status agrees.
    pub(crate) async fn refusals(&self, target: &Target) -> Vec<(String, Reason)> {
        let error = self.push(target).await.expect_err("is refused");
        let refusals = self.status(target).await.refusals;
        assert!(
            matches!(&error, MigrateError::Refused(refused) if *refused == refusals),
            "{error}"
        );
        reasons(error)
    }
}

pub(crate) fn steps(applied: &Applied) -> Vec<String> {
    applied.steps.iter().map(ToString::to_string).collect()
}

fn value(column: &str, ty: &str, row: usize) -> String {
    match ty {
        _ if column == "id" => format!("'row{row}'"),
        "reference" => format!("'row{row}'"),
        "integer" => row.to_string(),
        "boolean" => (row % 2).to_string(),
        "timestamp_with_timezone_text" => format!("'2026-01-31T12:00:00.{row:03}Z'"),
        "json_text" => format!("'{{\"row\":{row}}}'"),
        _ => format!("'value{row}'"),
    }
}
