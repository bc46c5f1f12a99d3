//! Pushes a schema, and one that grew.

use nevr_core::testing::{TestDatabase, on_every_database};
use nevr_schema::{Field, Owner, SchemaBuilder, env::Timestamp, merge};

use crate::{
    apply::push,
    goal::{Options, Target},
    status::status,
};

const NOW: Timestamp = Timestamp::from_millis(1_769_860_800_000);

fn target(declared: Vec<SchemaBuilder>) -> Target {
    let (schema, defects) = merge(declared);
    assert_eq!(defects, []);
    Target::new(schema)
}

/// Users and their sessions.
fn users() -> SchemaBuilder {
    let mut schema = SchemaBuilder::new(Owner::plugin("auth"));
    schema
        .entity("user")
        .field("email", Field::string().optional().unique())
        .field("emailVerified", Field::boolean().default(false))
        .field("profile", Field::json().default(serde_json::json!({ "a": [1, "it's"] })))
        .field("note", Field::text().default("say \"it's\" \\ \u{1F389}"))
        .timestamps();
    schema
        .entity("session")
        .field("user", Field::belongs_to("user"))
        .field("expiresAt", Field::datetime().default(NOW))
        .field("order", Field::int().default(-5))
        .unique(["userId", "order"]);
    schema
}

/// Fields that another plugin adds to users, and a table of its own.
fn guests() -> SchemaBuilder {
    let mut schema = SchemaBuilder::new(Owner::plugin("auth.anonymous"));
    schema
        .extend("user")
        .field("isAnonymous", Field::boolean().default(false))
        .field("host", Field::belongs_to("user").optional())
        .field("anonymousId", Field::string().optional().index());
    schema.entity("merge").field("user", Field::belongs_to("user"));
    schema
}

async fn a_pushed_schema_is_current() {
    let database = TestDatabase::new();
    let db = database.connect().await;
    let target = target(vec![users()]);
    let applied = push(&db, &target, Options::default(), NOW).await.unwrap();
    assert!(applied.steps.len() > 2, "{applied:?}");
    let status = status(&db, &target).await.unwrap();
    assert!(status.is_current(), "{status}");
    assert!(push(&db, &target, Options::default(), NOW).await.unwrap().is_empty());
}

async fn a_plugin_that_is_switched_on_later_adds_its_fields_to_rows_that_are_there() {
    let database = TestDatabase::new();
    let db = database.connect().await;
    push(&db, &target(vec![users()]), Options::default(), NOW).await.unwrap();
    database
        .execute(
            "INSERT INTO \"user\" (\"id\", \"createdAt\", \"updatedAt\") \
             VALUES ('ann', '2026-01-31 12:00:00', '2026-01-31 12:00:00')",
        )
        .await;
    database.execute("INSERT INTO \"session\" (\"id\", \"userId\") VALUES ('s', 'ann')").await;
    let both = target(vec![users(), guests()]);
    push(&db, &both, Options::default(), NOW).await.unwrap();
    assert!(status(&db, &both).await.unwrap().is_current());
    assert_eq!(database.execute("UPDATE \"user\" SET \"isAnonymous\" = TRUE").await, 1);
    database.execute("DELETE FROM \"user\"").await;
    assert_eq!(database.rows().await["session"], 0, "its user's deletion took it along");
}

async fn two_that_start_at_once_make_one_schema() {
    let database = TestDatabase::new();
    let (one, other) = (database.connect().await, database.connect().await);
    let target = target(vec![users(), guests()]);
    let (first, second) = tokio::join!(
        push(&one, &target, Options::default(), NOW),
        push(&other, &target, Options::default(), NOW)
    );
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_ne!(first.is_empty(), second.is_empty(), "one of them found nothing left to do");
}

on_every_database!(
    a_pushed_schema_is_current,
    a_plugin_that_is_switched_on_later_adds_its_fields_to_rows_that_are_there,
    two_that_start_at_once_make_one_schema,
);
