//! Many processes on one database, and processes that are killed.

use std::{fs, thread, time::Duration};

use nevr_core::testing::{Engine, TestDatabase, on_every_database};
use sea_orm::{ConnectionTrait, Statement};

use crate::support::{APP, Project, SECRET};

on_every_database!(
    four_that_serve_and_migrate_an_empty_database_all_come_up,
    a_migration_that_is_killed_goes_on_or_begins_anew,
);

fn project(database: &TestDatabase) -> Project {
    let config = APP.replace("\"sqlite\"", &format!("\"{}\"", database.engine().name()));
    Project::new(&config).with("NEVR_AUTH_SECRET", SECRET).with("DATABASE_URL", &database.url())
}

async fn number(database: &TestDatabase, sql: &str) -> i64 {
    let connection = database.connect().await;
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let row = connection.query_one_raw(statement).await.unwrap().unwrap();
    connection.close().await.unwrap();
    row.try_get_by_index(0).unwrap()
}

/// The up file of the last migration, for the current engine.
fn edit(project: &Project, edit: impl FnOnce(&str) -> String) {
    let folders = fs::read_dir(project.path().join("migrations")).unwrap();
    let last = folders.map(|entry| entry.unwrap().path()).max().unwrap();
    let file = last.join(format!("up.{}.sql", Engine::current()));
    let text = fs::read_to_string(&file).unwrap();
    fs::write(file, edit(&text)).unwrap();
}

async fn four_that_serve_and_migrate_an_empty_database_all_come_up() {
    for _ in 0..20 {
        let database = TestDatabase::new();
        let project = project(&database);
        project.run(&["db:migrate", "--create-only"]).done();
        // Each run of the file leaves a row, should it run twice.
        edit(&project, |text| {
            format!(
                "{text}\nINSERT INTO \"user\" (\"id\", \"name\", \"createdAt\", \"updatedAt\") \
                     VALUES ('row', 'x', '2026-01-31 12:00:00', '2026-01-31 12:00:00');\n"
            )
            .replace('"', if Engine::current() == Engine::Mysql { "`" } else { "\"" })
        });
        let servers: Vec<_> = (0..4).map(|_| project.start(&["serve", "--migrate"])).collect();
        let mut applied = 0;
        for server in &servers {
            let said = server.says("serving");
            applied += said.iter().filter(|line| line.starts_with("applied")).count();
        }
        assert_eq!(applied, 1);
        assert_eq!(number(&database, "SELECT count(*) FROM \"user\"").await, 1);
        assert_eq!(number(&database, "SELECT count(*) FROM \"nevr_migration\"").await, 1);
    }
}

async fn a_migration_that_is_killed_goes_on_or_begins_anew() {
    let statements = 40;
    let mut cut = 0;
    for round in 0..12_u64 {
        let database = TestDatabase::new();
        let project = project(&database);
        project.run(&["db:migrate", "--create-only"]).done();
        edit(&project, |text| {
            let mut text = format!("{text}\nCREATE TABLE tally (n integer);\n");
            for n in 0..statements {
                let more =
                    format!("CREATE TABLE part{n} (n integer);\nINSERT INTO tally VALUES ({n});\n");
                text.push_str(&more);
            }
            text
        });
        let mut killed = project.start(&["db:migrate"]);
        #[expect(
            clippy::disallowed_methods,
            reason = "each round kills at another moment, wherever the migration is"
        )]
        thread::sleep(Duration::from_millis(40 + round * 25));
        killed.signal("KILL");
        if killed.end().is_none() {
            cut += 1;
        }
        project.run(&["db:migrate"]).done();
        assert_eq!(project.run(&["db:status"]).code, 0);
        let tally = number(&database, "SELECT count(*) FROM tally").await;
        assert_eq!(tally, statements);
        let distinct = number(&database, "SELECT count(DISTINCT n) FROM tally").await;
        assert_eq!(distinct, statements);
    }
    assert!(cut > 0, "none of them was under way when it was killed");
}
