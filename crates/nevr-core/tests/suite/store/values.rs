//! Rows and filters that do not fit the schema, and values that are read back unchanged.

use nevr_core::store::{Filter, Query, StoreError, WriteSet};
use nevr_schema::{Record, Value, env::Timestamp};
use serde_json::json;

use super::fixture::{SEEDED, Shop, note, set_of, user};

/// Returns the error with which the store refuses a write set.
async fn refused(set: WriteSet) -> String {
    let shop = Shop::open().await;
    let error = shop.store.write(set).await.unwrap_err();
    assert_eq!(shop.counts().await, SEEDED);
    error.to_string()
}

async fn an_entity_or_a_field_that_is_not_there_is_named() {
    assert_eq!(refused(set_of("cart", Record::new())).await, "there is no entity `cart`");
    let odd = user("dora").with("nickname", "dory");
    assert_eq!(refused(set_of("user", odd)).await, "`user` has no field `nickname`");
    let mut set = WriteSet::new();
    set.delete("user", Filter::all().eq("nickname", "dory")).id();
    assert_eq!(refused(set).await, "`user` has no field `nickname`");
}

async fn a_value_of_another_type_is_refused_in_rows_and_in_changes() {
    let odd = user("dora").with("age", "seven");
    assert_eq!(refused(set_of("user", odd)).await, "`user.age` is not a whole number");
    let long = user("dora").with("name", "é".repeat(256));
    let expected = "`user.name` is not text of at most 255 characters without NUL";
    assert_eq!(refused(set_of("user", long)).await, expected);
    let mut set = WriteSet::new();
    set.update("user", Filter::all(), Record::new().with("isAnonymous", 1)).id();
    assert_eq!(refused(set).await, "`user.isAnonymous` is not a boolean");
}

async fn a_required_field_must_be_set_and_can_not_be_taken_away() {
    let nameless = Record::new().with("age", 1);
    assert_eq!(refused(set_of("user", nameless)).await, "`user.name` is not set");
    let mut set = WriteSet::new();
    set.update("user", Filter::all(), Record::new().with("name", Value::Null)).id();
    assert_eq!(refused(set).await, "`user.name` is not set");
}

async fn a_filter_with_a_value_of_another_type_is_refused() {
    let shop = Shop::open().await;
    let odd = [
        Filter::all().eq("age", "7"),
        Filter::all().gt("createdAt", "2026-01-01T00:00:00.000Z"),
        Filter::all().eq("isAnonymous", 0),
        Filter::all().is_in("name", [1, 2]),
    ];
    for filter in odd {
        let error = shop.store.find(Query::from("user").filter(filter)).await.unwrap_err();
        assert!(matches!(error, StoreError::InvalidValue { .. }), "{error:?}");
    }
}

async fn a_filter_with_a_text_too_long_for_its_field_finds_nothing() {
    let shop = Shop::open().await;
    let long = Query::from("user").filter(Filter::all().eq("name", "x".repeat(10_000)));
    assert_eq!(shop.store.find(long).await.unwrap(), []);
}

async fn values_come_back_as_they_went_in() {
    let shop = Shop::open().await;
    let extra = json!({ "a": [1, null, "\u{1}é"], "b": { "c": 1.5 } });
    let whole = note("full").with("userId", "ann").with("rank", i64::MIN).with("extra", extra);
    let mut set = set_of("note", whole.clone());
    let born = Timestamp::from_millis(1_700_000_000_123);
    set.insert("user", user("dora").with("id", "dora").with("createdAt", born));
    shop.store.write(set).await.unwrap();
    let read = shop.store.find_one(Query::by_id("note", "full")).await.unwrap().unwrap();
    for (name, value) in whole.iter() {
        assert_eq!(read.value(name), Some(value));
    }
    assert_eq!(read.value("parentId"), Some(&Value::Null));
    let dora = shop.store.find_one(Query::by_id("user", "dora")).await.unwrap().unwrap();
    assert_eq!(dora.get("createdAt"), Ok(born));
    assert_eq!(dora.get("isAnonymous"), Ok(false));
}

async fn an_update_turns_updated_at_and_leaves_created_at() {
    let shop = Shop::open().await;
    let long_ago = Timestamp::from_millis(0);
    let mut set = WriteSet::new();
    let aged = Record::new().with("createdAt", long_ago).with("updatedAt", long_ago);
    set.update("user", Filter::id("ann"), aged).expect(1);
    shop.store.write(set).await.unwrap();
    let mut set = WriteSet::new();
    set.update("user", Filter::id("ann"), Record::new().with("age", 1)).expect(1);
    shop.store.write(set).await.unwrap();
    let ann = shop.store.find_one(Query::by_id("user", "ann")).await.unwrap().unwrap();
    assert_eq!(ann.get("createdAt"), Ok(long_ago));
    assert!(ann.get::<Timestamp>("updatedAt").unwrap() > long_ago);
}

async fn hostile_values_are_values() {
    let shop = Shop::open().await;
    let hostile = "'; DROP TABLE user; --\u{1}\\\"";
    shop.store.write(set_of("user", user(hostile))).await.unwrap();
    let found = shop.store.find(Query::from("user").filter(Filter::all().eq("name", hostile)));
    assert_eq!(found.await.unwrap().len(), 1);
    assert_eq!(shop.counts().await[0], SEEDED[0] + 1);
}

nevr_core::testing::on_every_database!(
    an_entity_or_a_field_that_is_not_there_is_named,
    a_value_of_another_type_is_refused_in_rows_and_in_changes,
    a_required_field_must_be_set_and_can_not_be_taken_away,
    a_filter_with_a_value_of_another_type_is_refused,
    a_filter_with_a_text_too_long_for_its_field_finds_nothing,
    values_come_back_as_they_went_in,
    an_update_turns_updated_at_and_leaves_created_at,
    hostile_values_are_values,
);
