//! New columns and indexes of existing tables.

use nevr_migrate::{Options, push};
use nevr_schema::{Field, Owner, SchemaBuilder, Value, env::Timestamp};
use serde_json::json;

use crate::{
    fixture::{NOW, target},
    migrate::{
        schemas::{carts, guests, item, plain_item, shop, users},
        sqlite_file::{Db, steps},
    },
};

#[tokio::test]
async fn a_plugin_adds_columns_to_a_table_with_many_rows() {
    let db = Db::empty().await;
    push(&db.connection, &target(vec![users(), carts()]), Options::default(), NOW).await.unwrap();
    db.fill(5000).await;
    let applied = db.push(&shop()).await.unwrap();
    assert_eq!(
        steps(&applied),
        [
            "create table merge (auth.anonymous)",
            "add column user.isAnonymous (auth.anonymous)",
            "add column user.anonymousId (auth.anonymous)",
            "create index user_anonymousId_idx on user (auth.anonymous)",
            "create index merge_userId_idx on merge (auth.anonymous)",
        ]
    );
    let guests = "SELECT COUNT(*) FROM user WHERE isAnonymous = 0 AND anonymousId IS NULL";
    assert_eq!(db.number(guests).await, 5000);
    assert!(db.status(&shop()).await.is_current());
}

#[tokio::test]
async fn a_table_that_was_extended_equals_one_made_at_once() {
    let db = Db::at(&target(vec![users()])).await;
    db.push(&target(vec![users(), guests()])).await.unwrap();
    db.fill(3).await;
    db.push(&shop()).await.unwrap();
    assert_eq!(db.shape().await, Db::at(&shop()).await.shape().await);
}

#[tokio::test]
async fn a_reference_can_be_added() {
    let db = Db::at(&plain_item()).await;
    let to = item(Field::belongs_to("item").optional());
    db.push(&to).await.unwrap();
    db.sql("UPDATE item SET valueId = 'row0'").await;
    db.sql("DELETE FROM item WHERE id = 'row0'").await;
    assert_eq!(db.number("SELECT COUNT(*) FROM item").await, 0);
    assert!(db.status(&to).await.is_current());
}

#[tokio::test]
async fn defaults_of_every_type_reach_old_and_new_rows() {
    let moment: Timestamp = "2026-01-31T12:00:00.000Z".parse().unwrap();
    let defaults: [(Field, Value, &str); 9] = [
        (Field::boolean(), true.into(), "value = 1 AND typeof(value) = 'integer'"),
        (Field::boolean(), false.into(), "value = 0 AND typeof(value) = 'integer'"),
        (Field::int(), i64::MIN.into(), "value = -9223372036854775807 - 1"),
        (Field::int(), i64::MAX.into(), "value = 9223372036854775807"),
        (Field::string(), "".into(), "value = ''"),
        (Field::text(), "two\nlines".into(), "value = 'two' || char(10) || 'lines'"),
        (Field::datetime(), moment.into(), "value = '2026-01-31T12:00:00.000Z'"),
        (Field::json(), json!({"b": [1], "a": "it's"}).into(), "value ->> 'a' = 'it''s'"),
        (Field::json(), Value::Json(json!(null)), "value = 'null'"),
    ];
    for (field, default, holds) in defaults {
        let db = Db::at(&plain_item()).await;
        let to = item(field.default(default.clone()));
        db.push(&to).await.unwrap();
        db.sql("INSERT INTO item (id, label) VALUES ('new', 'label')").await;
        let holding = format!("SELECT COUNT(*) FROM item WHERE {holds}");
        assert_eq!(db.number(&holding).await, 4, "{default:?}");
        assert!(db.status(&to).await.is_current(), "{default:?}");
    }
}

#[tokio::test]
async fn a_hostile_default_is_a_value_and_runs_nothing() {
    let hostile = [
        "'); DROP TABLE child; --",
        "' || (SELECT 1) || '",
        "\"; DROP TABLE item; --",
        "\\'; DROP TABLE child; --",
        "''''",
        "? $1 :name @name",
        "/* -- */ ' \u{202e} %s {} \r\n\t",
        "CURRENT_TIMESTAMP",
        "(random())",
    ];
    for text in hostile {
        let value = || Field::text().default(text);
        let db = Db::at(&plain_item()).await;
        db.push(&item(value())).await.unwrap();
        let fresh = Db::at(&item(value())).await;
        for db in [&db, &fresh] {
            db.sql("INSERT INTO item (id, label) VALUES ('new', 'label')").await;
            assert_eq!(db.texts("SELECT value FROM item WHERE id = 'new'").await, [text]);
            assert_eq!(db.tables().await, ["item", "child"]);
            assert!(db.status(&item(value())).await.is_current(), "{text}");
        }
    }
}

#[tokio::test]
async fn a_unique_field_can_be_added_while_its_values_differ() {
    let db = Db::at(&plain_item()).await;
    let to = item(Field::string().optional().unique());
    let applied = db.push(&to).await.unwrap();
    let made = ["add column item.value (app)", "create unique index item_value_key on item (app)"];
    assert_eq!(steps(&applied), made);
}

#[tokio::test]
async fn a_field_becomes_unique_while_its_values_differ() {
    let db = Db::at(&item(Field::string())).await;
    db.push(&item(Field::string().unique())).await.unwrap();
    assert!(db.status(&item(Field::string().unique())).await.is_current());
}

#[tokio::test]
async fn names_of_indexes_are_short_enough_for_every_database() {
    let long = "a".repeat(48);
    let mut schema = SchemaBuilder::new(Owner::App);
    schema.entity(long.clone()).field("b".repeat(48), Field::string().index());
    schema.entity("c".repeat(48)).field(format!("{}d", "b".repeat(47)), Field::string().unique());
    let to = target(vec![schema]);
    let db = Db::at(&to).await;
    let names = db.texts("SELECT name FROM sqlite_master WHERE sql LIKE '%INDEX%'").await;
    assert_eq!(names.len(), 2);
    assert!(names.iter().all(|name| name.len() == 63), "{names:?}");
    assert!(db.status(&to).await.is_current());
}
