//! Migrations by hand of plugins, run by a push.

use nevr_migrate::{MigrateError, Options, SqlMigration, Target, push};
use nevr_schema::Owner;
use sea_orm::ConnectionTrait;

use crate::{
    fixture::{NOW, schema},
    migrate::{
        schemas::{anonymous, auth, carts, shop, users},
        sqlite_file::Db,
    },
};

fn with(target: Target, owner: Owner, name: &'static str, sql: &'static str) -> Target {
    target.with(owner, Box::new(SqlMigration::new(name, sql)))
}

const RENAME: &str = "UPDATE user SET name = name || '!'";

#[tokio::test]
async fn run_once_after_the_structural_steps_in_the_order_given() {
    let to = with(shop(), auth(), "m1", "CREATE TABLE log (line text)");
    let to = with(to, anonymous(), "m2", "INSERT INTO log SELECT id FROM merge");
    let db = Db::at(&shop()).await;
    let pending = db.status(&to).await.pending;
    let names: Vec<_> = pending.iter().map(ToString::to_string).collect();
    assert_eq!(names, ["auth/m1", "auth.anonymous/m2"]);
    assert_eq!(db.push(&to).await.unwrap().migrations, pending);
    assert_eq!(db.counts().await["log"], 3);
    assert!(db.push(&to).await.unwrap().is_empty());
    let status = db.status(&to).await;
    assert!(status.is_current());
    assert_eq!(status.applied.len(), 2);
}

#[tokio::test]
async fn work_on_columns_that_the_same_push_adds() {
    let db = Db::at(&Target::new(schema(vec![users(), carts()]))).await;
    let to = with(shop(), anonymous(), "m1", "UPDATE user SET anonymousId = id");
    db.push(&to).await.unwrap();
    assert_eq!(db.number("SELECT COUNT(*) FROM user WHERE anonymousId = id").await, 3);
}

#[tokio::test]
async fn one_that_fails_leaves_nothing_of_the_whole_push() {
    let db = Db::at(&Target::new(schema(vec![users()]))).await;
    let to = with(shop(), auth(), "m1", RENAME);
    let to = with(to, auth(), "m2", "CREATE TABLE half (id text); SELECT * FROM nowhere");
    let error = db.push(&to).await.unwrap_err();
    assert!(error.to_string().starts_with("migration auth/m2 failed"), "{error}");
    assert_eq!(db.number("SELECT COUNT(*) FROM user WHERE name LIKE '%!'").await, 0);
    assert_eq!(db.tables().await, ["user", "session", "account"]);
}

#[tokio::test]
async fn one_that_fails_on_an_empty_database_leaves_it_empty() {
    let db = Db::empty().await;
    let to = with(shop(), auth(), "m1", "SELECT * FROM nowhere");
    push(&db.connection, &to, Options::default(), NOW).await.unwrap_err();
    assert_eq!(db.catalogue().await, [""; 0]);
}

#[tokio::test]
async fn two_plugins_may_use_one_name_in_one_push_or_in_two() {
    let first = || with(shop(), auth(), "m1", RENAME);
    let both = || with(first(), anonymous(), "m1", RENAME);
    let db = Db::at(&shop()).await;
    db.push(&both()).await.unwrap();
    assert_eq!(db.number("SELECT COUNT(*) FROM user WHERE name LIKE '%!!'").await, 3);
    let db = Db::at(&shop()).await;
    db.push(&first()).await.unwrap();
    assert_eq!(db.push(&both()).await.unwrap().migrations.len(), 1);
    assert_eq!(db.number("SELECT COUNT(*) FROM user WHERE name LIKE '%!!'").await, 3);
}

#[tokio::test]
async fn two_of_one_plugin_with_one_name_are_an_error() {
    let db = Db::at(&shop()).await;
    let to = with(with(shop(), auth(), "m1", RENAME), auth(), "m1", RENAME);
    let error = db.push(&to).await.unwrap_err();
    assert!(matches!(error, MigrateError::DuplicateMigration(_)), "{error}");
    assert!(nevr_migrate::status(&db.connection, &to).await.is_err());
}

#[tokio::test]
async fn one_of_a_plugin_that_is_switched_off_is_no_error_and_does_not_run_again() {
    let with_guests = || with(shop(), anonymous(), "m1", RENAME);
    let db = Db::at(&with_guests()).await;
    let without = Target::new(schema(vec![users(), carts()]));
    assert!(db.push(&without).await.unwrap().is_empty());
    assert_eq!(db.status(&without).await.applied.len(), 1);
    assert!(db.push(&with_guests()).await.unwrap().is_empty());
    assert_eq!(db.number("SELECT COUNT(*) FROM user WHERE name LIKE '%!'").await, 0);
}

#[tokio::test]
async fn the_ledger_says_when_each_ran() {
    let db = Db::at(&shop()).await;
    db.push(&with(shop(), anonymous(), "m1", RENAME)).await.unwrap();
    let row = "SELECT owner || ' ' || name || ' ' || length(checksum) || ' ' || appliedAt \
               FROM nevr_migration";
    assert_eq!(db.texts(row).await, ["auth.anonymous m1 64 2026-01-31T12:00:00.000Z"]);
    let again = "INSERT INTO nevr_migration SELECT * FROM nevr_migration";
    assert!(db.connection.execute_unprepared(again).await.is_err());
    let owners = db.texts("SELECT owner FROM nevr_schema ORDER BY owner").await;
    assert_eq!(owners, ["app", "auth", "auth.anonymous"]);
}
