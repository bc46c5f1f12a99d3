//! Dormant and foreign objects.

use nevr_migrate::Reason;
use nevr_schema::{Field, Owner, SchemaBuilder};

use crate::{
    fixture::target,
    migrate::{
        schemas::{anonymous, carts, guests, plain_item, shop, users},
        sqlite_file::Db,
    },
};

#[tokio::test]
async fn a_plugin_that_is_switched_off_leaves_its_objects_dormant() {
    let db = Db::at(&shop()).await;
    let before = db.catalogue().await;
    let without = target(vec![users(), carts()]);
    assert!(db.push(&without).await.unwrap().is_empty());
    assert_eq!(db.catalogue().await, before);
    let status = db.status(&without).await;
    assert!(status.is_current());
    assert_eq!(status.dormant.len(), 1);
    assert_eq!(status.dormant[0].owner, anonymous());
    assert_eq!(status.dormant[0].tables, ["merge"]);
    assert_eq!(status.dormant[0].columns, ["user.anonymousId", "user.isAnonymous"]);
    assert_eq!(status.foreign, [""; 0]);
}

#[tokio::test]
async fn rows_are_written_without_the_fields_of_a_dormant_plugin() {
    let db = Db::at(&shop()).await;
    db.push(&target(vec![users(), carts()])).await.unwrap();
    db.sql(
        "INSERT INTO user (id, name, email, emailVerified, createdAt, updatedAt) VALUES \
         ('a', 'A', NULL, 0, '2026-01-31T12:00:00.000Z', '2026-01-31T12:00:00.000Z'), \
         ('b', 'B', NULL, 0, '2026-01-31T12:00:00.000Z', '2026-01-31T12:00:00.000Z')",
    )
    .await;
    assert_eq!(db.counts().await["user"], 5);
}

#[tokio::test]
async fn a_plugin_that_is_switched_on_again_goes_on_from_there() {
    let db = Db::at(&shop()).await;
    db.push(&target(vec![users(), carts()])).await.unwrap();
    assert!(db.push(&shop()).await.unwrap().is_empty());
    assert_eq!(db.status(&shop()).await.dormant, []);
}

#[tokio::test]
async fn a_plugin_may_come_back_with_more_fields() {
    let db = Db::at(&shop()).await;
    db.push(&target(vec![users(), carts()])).await.unwrap();
    let mut more = guests();
    more.extend("user").field("guestNote", Field::text().optional());
    let applied = db.push(&target(vec![users(), more, carts()])).await.unwrap();
    assert_eq!(applied.steps.len(), 1);
    assert_eq!(applied.steps[0].to_string(), "add column user.guestNote (auth.anonymous)");
}

#[tokio::test]
async fn foreign_tables_columns_and_indexes_are_never_touched() {
    let db = Db::at(&target(vec![users(), carts()])).await;
    db.sql(
        "CREATE TABLE my_own (id integer PRIMARY KEY, label text UNIQUE); \
         INSERT INTO my_own VALUES (1, 'x'); \
         CREATE VIEW names AS SELECT name FROM user; \
         ALTER TABLE user ADD COLUMN my_column text; \
         CREATE UNIQUE INDEX my_unique ON user (name); \
         CREATE INDEX my_expression ON user (lower(email)) WHERE email IS NOT NULL;",
    )
    .await;
    let kept = |all: Vec<String>| -> Vec<String> {
        all.into_iter().filter(|object| object.starts_with("my_")).collect()
    };
    let before = kept(db.catalogue().await);
    assert_eq!(before.len(), 3);
    db.push(&shop()).await.unwrap();
    assert_eq!(kept(db.catalogue().await), before);
    let column = "SELECT COUNT(*) FROM pragma_table_info('user') WHERE name = 'my_column'";
    assert_eq!(db.number(column).await, 1);
    let status = db.status(&shop()).await;
    assert!(status.is_current());
    assert_eq!(status.foreign, ["my_own", "names"]);
}

#[tokio::test]
async fn an_entity_with_the_name_of_a_foreign_table_or_view_is_refused() {
    for (foreign, kind, name) in [
        ("CREATE TABLE cart (id text); INSERT INTO cart VALUES ('x')", "table", "cart"),
        ("CREATE TABLE \"Cart\" (id text); INSERT INTO \"Cart\" VALUES ('x')", "table", "Cart"),
        ("CREATE VIEW cart AS SELECT * FROM user", "view", "cart"),
    ] {
        let db = Db::at(&target(vec![users()])).await;
        db.sql(foreign).await;
        let reason = Reason::ForeignObject { kind, name: name.to_owned() };
        let refusals = db.refusals(&target(vec![users(), carts()])).await;
        assert_eq!(refusals, [("cart".to_owned(), reason)]);
    }
}

#[tokio::test]
async fn a_field_with_the_name_of_a_foreign_column_is_refused() {
    for column in ["isAnonymous", "isanonymous"] {
        let db = Db::at(&target(vec![users()])).await;
        db.sql(&format!("ALTER TABLE user ADD COLUMN {column} boolean")).await;
        let reason = Reason::ForeignColumn { column: column.to_owned() };
        let refusals = db.refusals(&target(vec![users(), guests()])).await;
        assert_eq!(refusals, [("user.isAnonymous".to_owned(), reason)]);
    }
}

#[tokio::test]
async fn an_index_whose_name_is_taken_is_refused() {
    for taken in [
        "CREATE INDEX user_anonymousId_idx ON user (name)",
        "CREATE INDEX user_anonymousId_idx ON session (tokenHash)",
        "CREATE VIEW user_anonymousId_idx AS SELECT 1 AS one",
    ] {
        let db = Db::at(&target(vec![users()])).await;
        db.sql(taken).await;
        let reason = Reason::IndexNameTaken { index: "user_anonymousId_idx".to_owned() };
        let refusals = db.refusals(&target(vec![users(), guests()])).await;
        assert_eq!(refusals, [("user.anonymousId".to_owned(), reason)]);
    }
}

#[tokio::test]
async fn an_entity_or_field_of_a_dormant_plugin_is_not_taken_over() {
    let db = Db::at(&shop()).await;
    let mut other = SchemaBuilder::new(Owner::plugin("other"));
    other.entity("merge").field("user", Field::belongs_to("user"));
    other.extend("user").field("isAnonymous", Field::boolean().default(false));
    let refusals = db.refusals(&target(vec![users(), carts(), other])).await;
    let (owner, dormant) = (anonymous(), true);
    assert_eq!(
        refusals,
        [
            ("user.isAnonymous".to_owned(), Reason::FieldOf { owner: owner.clone(), dormant }),
            ("merge".to_owned(), Reason::EntityOf { owner, dormant }),
        ]
    );
}

#[tokio::test]
async fn an_entity_does_not_change_hands_between_owners_that_take_part() {
    let db = Db::at(&shop()).await;
    let mut users_and_carts = users();
    users_and_carts.entity("cart").field("items", Field::json());
    let refusals = db.refusals(&target(vec![users_and_carts, guests()])).await;
    let reason = Reason::EntityOf { owner: Owner::App, dormant: false };
    assert_eq!(refusals, [("cart".to_owned(), reason)]);
}

#[tokio::test]
async fn what_was_dropped_by_hand_is_forgotten_and_its_name_is_free() {
    let db = Db::at(&crate::migrate::schemas::item(Field::int().default(7))).await;
    db.sql("ALTER TABLE item DROP COLUMN value").await;
    assert!(db.push(&plain_item()).await.unwrap().is_empty());
    db.push(&crate::migrate::schemas::item(Field::text().optional())).await.unwrap();
}

#[tokio::test]
async fn the_name_of_a_table_that_was_dropped_by_hand_is_free_for_others() {
    let db = Db::at(&target(vec![users(), carts()])).await;
    db.sql("DROP TABLE cart").await;
    assert!(db.push(&target(vec![users()])).await.unwrap().is_empty());
    let mut other = SchemaBuilder::new(Owner::plugin("other"));
    other.entity("cart").field("user", Field::belongs_to("user"));
    assert!(!db.push(&target(vec![users(), other])).await.unwrap().is_empty());
}
