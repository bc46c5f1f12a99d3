//! Statements that do nothing inside a migration or reach beyond it, and rows that vanish from
//! tables which a statement does not name.

use nevr_core::testing::{Engine, on_every_database};
use nevr_migrate::{
    Options, SqlMigration,
    files::{FilesError, FolderError, Script, ScriptProblem},
    push,
};
use nevr_schema::Provider;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::{
    fixture::NOW,
    migration_files::{
        project::Project,
        targets::{points, with_points},
    },
};

on_every_database!(
    a_migration_by_hand_of_a_plugin_is_refused_in_the_same_way,
    what_does_nothing_or_reaches_further_is_refused_before_the_first_statement,
    rows_of_a_table_that_a_statement_does_not_name_stay,
);

/// A project at [`with_points`], with an item, an entry of it, and an empty migration.
async fn with_a_child(name: &str) -> Project {
    let project = Project::new();
    project.migrate(&with_points()).await;
    project.put("a").await;
    project.database.execute(r#"INSERT INTO "entry" ("id", "itemId") VALUES ('child', 'a')"#).await;
    project.create(&with_points(), name);
    project
}

/// Replaces the up file of the second migration and applies it.
async fn apply(project: &Project, sql: &str) -> Result<(), FilesError> {
    project.edit(1, |_| sql.to_owned());
    project.apply(&with_points()).await.map(drop)
}

async fn refused(project: &Project, sql: &str) -> FilesError {
    let error = apply(project, sql).await.expect_err(sql);
    assert_eq!((project.rows("item").await, project.rows("entry").await), (1, 1), "{sql}");
    assert_eq!(project.state(&with_points()).await.applied.len(), 1, "{sql}");
    error
}

/// The recipe of SQLite's own documentation, without the pragmas around it.
const REBUILD: &str = r#"
CREATE TABLE item_new ("id" varchar(255) NOT NULL PRIMARY KEY, "label" varchar(255) NOT NULL,
    "points" integer NOT NULL DEFAULT 7, "code" varchar(255));
INSERT INTO item_new SELECT "id", "label", "points", "code" FROM item;
DROP TABLE item;
ALTER TABLE item_new RENAME TO item;
CREATE UNIQUE INDEX "item_code_key" ON "item" ("code");
"#;

#[tokio::test]
async fn a_rebuild_by_hand_on_sqlite_keeps_the_children() {
    let project = with_a_child("rebuild").await;
    let with_pragma = format!("PRAGMA foreign_keys=OFF;{REBUILD}PRAGMA foreign_keys=ON;");
    let error = refused(&project, &with_pragma).await;
    let FilesError::Folder(FolderError::Script { source, .. }) = &error else { panic!("{error}") };
    assert_eq!(source.line, 1);
    let said = source.to_string();
    assert!(said.contains("`PRAGMA FOREIGN_KEYS` does nothing"), "{said}");
    assert!(said.contains("`-- nevr: foreign keys off`"), "{said}");
    // Without the pragma, `DROP TABLE` deletes the rows first, and with them the children.
    let error = refused(&project, REBUILD).await;
    let FilesError::RowsGone { line, gone, .. } = &error else { panic!("{error}") };
    assert_eq!((*line, &gone[..]), (5, &["1 row of `entry`".to_owned()][..]));
    assert!(error.help().unwrap().contains("-- nevr: foreign keys off"));
    apply(&project, &format!("-- nevr: foreign keys off\n{REBUILD}")).await.unwrap();
    assert_eq!((project.rows("item").await, project.rows("entry").await), (1, 1));
    project.is_current(&with_points()).await;
}

async fn a_migration_by_hand_of_a_plugin_is_refused_in_the_same_way() {
    let project = with_a_child("none").await;
    let rebuild = format!("PRAGMA foreign_keys = OFF;{REBUILD}");
    let directive = format!("-- nevr: foreign keys off\n{REBUILD}");
    let mut refused = misplaced(Engine::current()).to_vec();
    refused.extend(["BEGIN", "-- nevr: foreign keys off"]);
    if Engine::current() == Engine::Sqlite {
        refused.extend([&*rebuild, &directive]);
    }
    for sql in refused {
        let by_hand = Box::new(SqlMigration::new("rebuild", sql.to_owned()));
        let target = with_points().with(points(), by_hand);
        let db = project.open().await;
        let pushed = push(db.schema_connection(), &target, Options::default(), NOW).await;
        db.close().await;
        let said = pushed.unwrap_err().to_string();
        assert!(said.contains("migration"), "{sql}: {said}");
        assert_eq!((project.rows("item").await, project.rows("entry").await), (1, 1), "{sql}");
    }
}

/// Statements that can't be in a migration of this engine.
fn misplaced(engine: Engine) -> &'static [&'static str] {
    match engine {
        Engine::Sqlite => &[
            "PRAGMA foreign_keys = OFF",
            "pragma main.foreign_keys(0)",
            "PRAGMA \"foreign_keys\" = 0",
            "PRAGMA journal_mode = DELETE",
            "PRAGMA writable_schema = ON",
            "VACUUM",
            "VACUUM INTO 'other.db'",
            "ATTACH 'other.db' AS other",
            "CREATE TEMP TABLE item AS SELECT 1 AS id",
            "CREATE TEMPORARY VIEW v AS SELECT 1",
        ],
        Engine::Postgresql => &[
            "VACUUM item",
            "CREATE INDEX CONCURRENTLY i ON item (label)",
            "DROP INDEX CONCURRENTLY i",
            "REINDEX TABLE CONCURRENTLY item",
            "CREATE DATABASE other",
            "ALTER SYSTEM SET work_mem = '1MB'",
            "SET search_path = other",
            "SET LOCAL search_path = other",
            "SET statement_timeout = 0",
            "RESET ALL",
            "SELECT pg_catalog.set_config('search_path', '', false)",
            "SET ROLE other",
            "TRUNCATE item CASCADE",
            "PREPARE TRANSACTION 'x'",
            "COPY item FROM STDIN",
            "CREATE TEMP TABLE item AS SELECT 1 AS id",
            "SELECT 1 AS id INTO TEMP item",
            "DISCARD ALL",
        ],
        Engine::Mysql => &[
            "SAVEPOINT a",
            "RELEASE SAVEPOINT a",
            "XA START 'x'",
            "LOCK TABLES item WRITE",
            "UNLOCK TABLES",
            "FLUSH TABLES WITH READ LOCK",
            "USE mysql",
            "SET autocommit = 0",
            "SET @@autocommit = 0",
            "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE",
            "SET NAMES latin1",
            "SET @old = @@sql_mode, sql_mode = 'ANSI_QUOTES'",
            "/*!40101 SET NAMES utf8 */",
            "SET STATEMENT max_statement_time = 1 FOR DELETE FROM item",
            "CREATE TEMPORARY TABLE item (id int)",
        ],
    }
}

async fn what_does_nothing_or_reaches_further_is_refused_before_the_first_statement() {
    let project = with_a_child("misplaced").await;
    for statement in misplaced(project.database.engine()) {
        let sql = format!("UPDATE item SET label = 'changed';\n{statement};");
        let error = refused(&project, &sql).await;
        let FilesError::Folder(FolderError::Script { source, .. }) = &error else {
            panic!("{statement}: {error}")
        };
        assert_eq!(source.line, 2);
        assert!(matches!(source.problem, ScriptProblem::Misplaced { .. }), "{source}");
        assert_eq!(project.labelled("changed").await, 0);
    }
}

#[test]
fn what_a_migration_may_say_stays_allowed() {
    for (provider, allowed) in [
        (Provider::Sqlite, &["PRAGMA defer_foreign_keys = ON", "PRAGMA user_version = 3"][..]),
        (
            Provider::Postgresql,
            &[
                "SET LOCAL lock_timeout = '1s'",
                "SET CONSTRAINTS ALL DEFERRED",
                "CREATE TEMP TABLE t ON COMMIT DROP AS SELECT 1",
                "CREATE INDEX i ON item (label)",
                "TRUNCATE item, entry",
            ],
        ),
        (
            Provider::Mysql,
            &["SET foreign_key_checks = 0", "SET @a = 1", "/*!40101 CREATE TABLE t (a int) */"],
        ),
    ] {
        for sql in allowed {
            let script = Script::parse(sql, provider).unwrap();
            assert!(script.refusal().is_none(), "{sql}");
        }
    }
}

/// A file that was applied before it would be refused is read as before.
#[test]
fn an_applied_file_is_not_refused() {
    assert!(Script::parse("VACUUM;", Provider::Sqlite).is_ok());
}

async fn rows_of_a_table_that_a_statement_does_not_name_stay() {
    let project = with_a_child("tidy").await;
    let error = refused(&project, "\nDELETE FROM item WHERE id = 'a';").await;
    let FilesError::RowsGone { line, gone, .. } = &error else { panic!("{error}") };
    assert_eq!((*line, &gone[..]), (2, &["1 row of `entry`".to_owned()][..]));
    // Those that it names are what it is for.
    let named = "DELETE FROM entry WHERE id = 'child';\nDELETE FROM item WHERE id = 'a';";
    apply(&project, named).await.unwrap();
    assert_eq!((project.rows("item").await, project.rows("entry").await), (0, 0));
    project.is_current(&with_points()).await;
}

/// As when another app on the same server drops its tables while a migration runs.
#[test]
#[ignore = "needs NEVR_TEST_POSTGRES_URL"]
fn tables_of_another_schema_that_vanish_meanwhile_are_not_the_migrations() {
    Engine::Postgresql.run(async {
        let project = with_a_child("meanwhile").await;
        let schema = format!("drawers_{}", std::process::id());
        let key = format!("4711, abs(hashtext('{schema}'))");
        let other = project.database.connect().await;
        let run = async |sql: String| other.execute_unprepared(&sql).await.unwrap();
        run(format!("CREATE SCHEMA {schema}; CREATE TABLE {schema}.drawer (id int)")).await;
        run(format!("SELECT pg_advisory_lock({key})")).await;
        let sql = format!("SELECT pg_advisory_xact_lock({key});");
        let meanwhile = async {
            let waiting = format!(
                "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                 AND classid = 4711 AND objid = abs(hashtext('{schema}'))::oid"
            );
            let waiting = Statement::from_string(DbBackend::Postgres, waiting);
            while other.query_one_raw(waiting.clone()).await.unwrap().is_none() {}
            run(format!("DROP SCHEMA {schema} CASCADE; SELECT pg_advisory_unlock({key})")).await;
        };
        let (applied, ()) = tokio::join!(apply(&project, &sql), meanwhile);
        applied.unwrap();
        other.close().await.unwrap();
    });
}

/// A table of another schema whose rows refer to ours.
#[test]
#[ignore = "needs NEVR_TEST_POSTGRES_URL"]
fn rows_of_another_schema_that_go_by_a_foreign_key_are_noticed() {
    Engine::Postgresql.run(async {
        let project = with_a_child("across").await;
        let schema = format!("shelves_{}", std::process::id());
        let table = format!(
            "CREATE SCHEMA {schema}; CREATE TABLE {schema}.shelf (item varchar(255) \
             REFERENCES item (id) ON DELETE CASCADE); INSERT INTO {schema}.shelf VALUES ('a')"
        );
        let other = project.database.connect().await;
        other.execute_unprepared(&table).await.unwrap();
        let sql = "DELETE FROM entry WHERE id = 'child';\nDELETE FROM item WHERE id = 'a';";
        let error = refused(&project, sql).await;
        other.execute_unprepared(&format!("DROP SCHEMA {schema} CASCADE")).await.unwrap();
        other.close().await.unwrap();
        let FilesError::RowsGone { line, gone, .. } = &error else { panic!("{error}") };
        assert_eq!((*line, &gone[..]), (2, &[format!("1 row of `{schema}.shelf`")][..]));
    });
}
