//! A push that stops half-way: after each of its steps, or at a statement that the database refuses.

use nevr_core::testing::{Engine, on_every_database};
use nevr_migrate::{MigrateError, Options, SqlMigration, Target, push};
use nevr_schema::{Field, Owner, SchemaBuilder};
use sea_orm::ConnectionTrait;

use crate::{
    fixture::{NOW, target},
    migrate::{
        database::AnyDb,
        schemas::{item, plain_item},
    },
};

fn before() -> Target {
    let mut own = SchemaBuilder::new(Owner::App);
    own.entity("item")
        .field("name", Field::string().index())
        .field("gone", Field::int())
        .field("other", Field::string().optional());
    own.entity("old").field("item", Field::belongs_to("item"));
    target(vec![own])
}

fn after() -> Target {
    let mut own = SchemaBuilder::new(Owner::App);
    own.entity("item")
        .field("title", Field::text().renamed_from("name"))
        .field("other", Field::string().default("x"))
        .field("made", Field::belongs_to("made").optional())
        .unique(["other", "madeId"]);
    own.entity("made").field("item", Field::belongs_to("item").optional());
    target(vec![own])
}

/// Leaves a database as a push does that is killed after `at` steps. Returns false if it has fewer.
async fn break_off(db: &AnyDb, at: usize) -> bool {
    let steps = db.status(&after()).await.steps;
    if at > steps.len() {
        return false;
    }
    for step in &steps[..at] {
        db.sql(&[&step.sql]).await;
    }
    true
}

async fn a_push_goes_on_where_another_was_killed() {
    let db = AnyDb::at(&before()).await;
    if db.engine() != Engine::Mysql {
        // It is one transaction, so it can't stop half-way.
        return;
    }
    let expected = {
        let db = AnyDb::at(&before()).await;
        db.bring_losing(&after()).await;
        db.shape().await
    };
    for at in 1.. {
        let db = AnyDb::at(&before()).await;
        announce(&db).await;
        if !break_off(&db, at).await {
            break;
        }
        let status = db.status(&after()).await;
        assert!(!status.is_current(), "after {at} steps: {status:?}");
        assert!(status.unfinished && status.refusals.is_empty(), "after {at} steps: {status:?}");
        let options = Options::default().accepting_data_loss();
        push(&db.connection, &after(), options, NOW).await.unwrap();
        assert!(db.status(&after()).await.is_current());
        assert_eq!(db.shape().await, expected, "after {at} steps");
        assert_eq!(db.number("SELECT COUNT(*) FROM item WHERE title = 'value1'").await, 1);
    }
}

/// Leaves on record what a push records before its first step. The record is taken from a second
/// database, on which a push fails at its migration by hand.
async fn announce(db: &AnyDb) {
    let probe = AnyDb::at(&before()).await;
    let fails = Box::new(SqlMigration::new("m1", "SELECT * FROM nowhere"));
    let to = after().with(Owner::App, fails);
    let options = Options::default().accepting_data_loss();
    push(&probe.connection, &to, options, NOW).await.unwrap_err();
    let record = probe.texts("SELECT snapshot FROM nevr_schema WHERE owner = 'app'").await;
    let record = record[0].clone().unwrap();
    assert!(record.contains("\"unfinished\":true"), "{record}");
    let sql = format!("UPDATE nevr_schema SET snapshot = '{}'", record.replace('\'', "''"));
    db.sql(&[&sql]).await;
}

async fn a_step_that_the_database_refuses_is_named_with_what_to_do() {
    let db = AnyDb::at(&plain_item()).await;
    let view = match db.engine() {
        // Only PostgreSQL refuses to change a column that a view uses.
        Engine::Postgresql => "CREATE VIEW mine AS SELECT label FROM item",
        _ => return,
    };
    db.sql(&[view]).await;
    let mut own = SchemaBuilder::new(Owner::App);
    own.entity("item").field("label", Field::text());
    own.entity("child").field("item", Field::belongs_to("item"));
    let error = db.push(&target(vec![own]), Options::default()).await.unwrap_err();
    assert!(matches!(error, MigrateError::Step { undone: true, .. }), "{error}");
    assert!(error.to_string().starts_with("could not alter column item.label"), "{error}");
}

async fn a_migration_that_fails_leaves_the_tables_as_each_engine_can() {
    let db = AnyDb::at(&plain_item()).await;
    let fails = Box::new(SqlMigration::new("m1", "SELECT * FROM nowhere"));
    let to = item(Field::int().optional());
    let failing = item(Field::int().optional()).with(Owner::App, fails);
    let error = push(&db.connection, &failing, Options::default(), NOW).await.unwrap_err();
    assert!(matches!(error, MigrateError::Migration { .. }), "{error}");
    let has_column = db.connection.execute_unprepared("SELECT value FROM item").await.is_ok();
    assert_eq!(has_column, db.engine() == Engine::Mysql);
    assert!(!db.status(&to).await.is_current());
    db.bring(&to).await;
}

on_every_database!(
    a_push_goes_on_where_another_was_killed,
    a_step_that_the_database_refuses_is_named_with_what_to_do,
    a_migration_that_fails_leaves_the_tables_as_each_engine_can,
);
