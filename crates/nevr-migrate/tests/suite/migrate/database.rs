//! A database of the engine that a test runs on, with rows in every table.

use std::{
    collections::BTreeMap,
    rc::Rc,
    sync::atomic::{AtomicU64, Ordering},
};

use nevr_core::testing::{Engine, TestDatabase};
use nevr_migrate::{Applied, MigrateError, Options, Reason, Refusal, Status, Target, push, status};
use nevr_schema::{Entity, Field, FieldType, Schema};
use sea_orm::{ConnectionTrait, DatabaseConnection};

use crate::fixture::{NOW, number, statement};

/// The values of columns, by table and column.
pub(crate) type Values = BTreeMap<(String, String), Vec<Option<String>>>;

/// The number of statements whose text is unique.
static STATEMENTS: AtomicU64 = AtomicU64::new(0);

/// A database of the current engine.
pub(crate) struct AnyDb {
    pub(crate) connection: DatabaseConnection,
    database: Rc<TestDatabase>,
}

impl AnyDb {
    pub(crate) async fn empty() -> Self {
        let database = Rc::new(TestDatabase::new());
        Self { connection: database.connect().await, database }
    }

    /// Drops every table of a database that was used before.
    pub(crate) async fn emptied(database: Rc<TestDatabase>) -> Self {
        let db = Self { connection: database.connect().await, database };
        if db.engine() == Engine::Sqlite {
            db.sql(&["PRAGMA synchronous = OFF"]).await;
        }
        let tables = db.database.rows().await.into_keys();
        let names: Vec<_> = tables.map(|table| format!("\"{table}\"")).collect();
        if names.is_empty() {
            return db;
        }
        match db.engine() {
            Engine::Sqlite => {
                db.sql(&["PRAGMA foreign_keys = OFF"]).await;
                for name in names {
                    db.sql(&[&format!("DROP TABLE {name}")]).await;
                }
                db.sql(&["PRAGMA foreign_keys = ON"]).await;
            }
            Engine::Postgresql => {
                db.sql(&[&format!("DROP TABLE {} CASCADE", names.join(", "))]).await;
            }
            Engine::Mysql => {
                db.sql(&["SET foreign_key_checks = 0"]).await;
                db.sql(&[&format!("DROP TABLE {}", names.join(", "))]).await;
                db.sql(&["SET foreign_key_checks = 1"]).await;
            }
        }
        db
    }

    /// Returns the SQL type of a column, declared by hand, that refers to an id.
    pub(crate) fn type_of_ids(&self) -> &'static str {
        match self.engine() {
            Engine::Mysql => "varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin",
            _ => "varchar(255)",
        }
    }

    /// Returns the values of every column of a schema, in the order of the ids.
    pub(crate) async fn values(&self, schema: &Schema) -> Values {
        let ty = if self.engine() == Engine::Mysql { "char" } else { "text" };
        let mut values = Values::new();
        for entity in schema.entities.values() {
            for field in entity.fields.values() {
                let (table, column) = (entity.name.to_string(), field.name.to_string());
                // PostgreSQL refuses a prepared statement whose columns have changed their types.
                let fresh = STATEMENTS.fetch_add(1, Ordering::Relaxed);
                let sql = format!(
                    "SELECT CAST(\"{column}\" AS {ty}) FROM \"{table}\" ORDER BY id /* {fresh} */"
                );
                values.insert((table, column), self.texts(&sql).await);
            }
        }
        values
    }

    /// Creates a database at this target, with three rows in every table.
    pub(crate) async fn at(target: &Target) -> Self {
        let db = Self::empty().await;
        push(&db.connection, target, Options::default(), NOW).await.unwrap();
        db.fill(&target.schema, 3).await;
        db
    }

    pub(crate) fn engine(&self) -> Engine {
        self.database.engine()
    }

    /// Runs statements, in which names are in double quotes on every engine.
    pub(crate) async fn sql(&self, statements: &[&str]) {
        for sql in statements {
            self.connection.execute_unprepared(sql).await.expect(sql);
        }
    }

    pub(crate) async fn number(&self, sql: &str) -> i64 {
        number(&self.connection, sql).await
    }

    pub(crate) async fn texts(&self, sql: &str) -> Vec<Option<String>> {
        let rows =
            self.connection.query_all_raw(statement(&self.connection, sql)).await.expect(sql);
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    /// Inserts rows into every empty table of a schema. The row `row1` refers to `row1` of the other
    /// tables that were filled before.
    pub(crate) async fn fill(&self, schema: &Schema, rows: usize) {
        let counts = self.database.rows().await;
        let mut filled: Vec<&str> = Vec::new();
        for entity in schema.entities.values() {
            filled.push(&entity.name);
            if counts.get(entity.name.as_str()).is_some_and(|count| *count > 0) {
                continue;
            }
            self.sql(&[&insert(self.engine(), entity, &filled, rows)]).await;
        }
    }

    /// Returns the number of rows of every table but nevr's own.
    pub(crate) async fn rows(&self) -> BTreeMap<String, u64> {
        let mut rows = self.database.rows().await;
        rows.retain(|table, _| !table.starts_with("nevr_"));
        rows
    }

    /// Returns the catalogue as text, with the ledger.
    pub(crate) async fn everything(&self) -> Vec<String> {
        let tables = self.database.tables().await;
        let mut all: Vec<_> = tables.iter().map(|(name, text)| format!("{name}: {text}")).collect();
        for (table, columns) in
            [("nevr_schema", ["owner", "snapshot"]), ("nevr_migration", ["owner", "name"])]
        {
            if tables.contains_key(table) {
                let [one, other] = columns;
                for column in [one, other] {
                    let sql = format!("SELECT {column} FROM {table} ORDER BY owner, 1");
                    all.extend(self.texts(&sql).await.into_iter().flatten());
                }
            }
        }
        all
    }

    /// Returns the structure of the tables, independent of how they were created.
    pub(crate) async fn shape(&self) -> BTreeMap<String, Vec<String>> {
        let mut shape = BTreeMap::new();
        for (table, text) in self.database.tables().await {
            if table.starts_with("nevr_") {
                continue;
            }
            let mut lines = match self.engine() {
                Engine::Sqlite => self.sqlite_shape(&table).await,
                _ => text.lines().map(|line| line.trim_end_matches(',').to_owned()).collect(),
            };
            lines.sort();
            shape.insert(table, lines);
        }
        shape
    }

    async fn sqlite_shape(&self, table: &str) -> Vec<String> {
        let sql = format!(
            "SELECT c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' || c.pk || ' ' \
                || COALESCE(c.dflt_value, '-') \
                || COALESCE(' ' || f.\"table\" || f.\"to\" || f.on_delete, '') \
             FROM pragma_table_xinfo('{table}') c \
             LEFT JOIN pragma_foreign_key_list('{table}') f ON f.\"from\" = c.name \
             UNION ALL SELECT name || ': ' || sql FROM sqlite_master \
             WHERE type <> 'table' AND sql IS NOT NULL AND tbl_name = '{table}'"
        );
        self.texts(&sql).await.into_iter().flatten().collect()
    }

    /// Pushes, and checks that a failure changes nothing and that a success leaves nothing to do.
    pub(crate) async fn push(
        &self,
        target: &Target,
        options: Options,
    ) -> Result<Applied, MigrateError> {
        let (before, rows) = (self.everything().await, self.rows().await);
        assert!(rows.values().all(|rows| *rows > 0), "every table has rows: {rows:?}");
        let pushed = push(&self.connection, target, options, NOW).await;
        if pushed.is_ok() {
            let status = self.status(target).await;
            assert!(status.is_current(), "{status:#?}");
        } else {
            assert_eq!(self.everything().await, before, "a failure changes nothing");
            assert_eq!(self.rows().await, rows, "a failure changes nothing");
        }
        pushed
    }

    /// Pushes without accepting losses, and checks that every table keeps its number of rows.
    pub(crate) async fn bring(&self, target: &Target) -> Applied {
        let rows = self.rows().await;
        let applied = self.push(target, Options::default()).await.unwrap();
        let after = self.rows().await;
        for (table, rows) in &rows {
            assert_eq!(after.get(table), Some(rows), "rows of {table}");
        }
        applied
    }

    /// Pushes and accepts losses.
    pub(crate) async fn bring_losing(&self, target: &Target) -> Applied {
        self.push(target, Options::default().accepting_data_loss()).await.unwrap()
    }

    pub(crate) async fn status(&self, target: &Target) -> Status {
        status(&self.connection, target).await.unwrap()
    }

    /// Returns why a push is refused, by entity or field.
    pub(crate) async fn refusals(&self, target: &Target) -> Vec<(String, Reason)> {
        let error = self.push(target, Options::default()).await.expect_err("is refused");
        reasons(error)
    }
}

/// Returns the reasons of a refusal, by entity or field.
pub(crate) fn reasons(error: MigrateError) -> Vec<(String, Reason)> {
    let MigrateError::Refused(refusals) = error else { panic!("another error: {error}") };
    let about = |refusal: &Refusal| match &refusal.field {
        Some(field) => format!("{}.{field}", refusal.entity),
        None => refusal.entity.clone(),
    };
    refusals.into_iter().map(|refusal| (about(&refusal), refusal.reason)).collect()
}

fn insert(engine: Engine, entity: &Entity, filled: &[&str], rows: usize) -> String {
    let names: Vec<_> = entity.fields.values().map(|field| format!("\"{}\"", field.name)).collect();
    let row = |row: usize| {
        let values = entity.fields.values().map(|field| value(engine, field, filled, row));
        format!("({})", values.collect::<Vec<_>>().join(", "))
    };
    let rows: Vec<_> = (0..rows).map(row).collect();
    let (names, rows) = (names.join(", "), rows.join(", "));
    format!("INSERT INTO \"{}\" ({names}) VALUES {rows}", entity.name)
}

fn value(engine: Engine, field: &Field, filled: &[&str], row: usize) -> String {
    if let Some(to) = &field.reference {
        let is_there = filled.contains(&to.entity.as_str());
        return if is_there { format!("'row{row}'") } else { "NULL".to_owned() };
    }
    match field.ty {
        _ if field.name == "id" => format!("'row{row}'"),
        // The field may become a reference.
        FieldType::String if field.name.ends_with("Id") => format!("'row{row}'"),
        FieldType::String | FieldType::Text => format!("'value{row}'"),
        FieldType::Int => row.to_string(),
        FieldType::Boolean => if row.is_multiple_of(2) { "FALSE" } else { "TRUE" }.to_owned(),
        FieldType::DateTime if engine == Engine::Sqlite => {
            format!("'2026-01-31T12:00:00.{row:03}Z'")
        }
        FieldType::DateTime => format!("'2026-01-31 12:00:00.{row:03}'"),
        FieldType::Json => format!("'{{\"row\":{row}}}'"),
    }
}

pub(crate) fn steps(applied: &Applied) -> Vec<String> {
    nevr_migrate::changes(&applied.steps).map(ToString::to_string).collect()
}
