//! Changes that lose nothing, because there is nothing: they need no consent.

use nevr_core::testing::on_every_database;
use nevr_migrate::{Options, Reason, Target, push};
use nevr_schema::{Field, FieldType, Owner, SchemaBuilder};

use crate::{
    fixture::{NOW, target},
    migrate::{
        database::{AnyDb, reasons},
        schemas::{item, plain_item, shop, users},
    },
};

on_every_database!(
    an_optional_field_that_no_row_uses_is_taken_away_again,
    an_entity_without_rows_is_taken_away_again,
    a_required_field_is_added_to_an_empty_table,
    a_required_reference_is_added_to_an_empty_table,
    a_type_changes_where_there_is_no_value,
    a_value_in_the_way_is_named_and_nothing_changes,
    what_holds_something_still_needs_consent,
);

async fn pushed(db: &AnyDb, to: &Target) {
    push(&db.connection, to, Options::default(), NOW).await.unwrap_or_else(|it| panic!("{it}"));
    let status = db.status(to).await;
    assert!(status.is_current(), "{status:#?}");
}

async fn at(to: &Target) -> AnyDb {
    let db = AnyDb::empty().await;
    pushed(&db, to).await;
    db
}

async fn an_optional_field_that_no_row_uses_is_taken_away_again() {
    let db = AnyDb::at(&plain_item()).await;
    let before = db.shape().await;
    db.bring(&item(Field::string().optional().unique())).await;
    db.bring(&plain_item()).await;
    assert_eq!(db.shape().await, before);
    db.bring(&item(Field::belongs_to("item").optional())).await;
    db.bring(&plain_item()).await;
    assert_eq!(db.shape().await, before);
}

async fn an_entity_without_rows_is_taken_away_again() {
    let db = at(&shop()).await;
    let fewer = target(vec![users()]).with_plugin(Owner::plugin("auth.anonymous"));
    pushed(&db, &fewer).await;
    assert_eq!(db.rows().await, at(&fewer).await.rows().await);
}

/// One field of each type.
fn fields() -> [(FieldType, Field); 6] {
    [
        (FieldType::String, Field::string()),
        (FieldType::Text, Field::text()),
        (FieldType::Int, Field::int()),
        (FieldType::Boolean, Field::boolean()),
        (FieldType::DateTime, Field::datetime()),
        (FieldType::Json, Field::json()),
    ]
}

async fn a_required_field_is_added_to_an_empty_table() {
    for (ty, field) in fields() {
        let db = at(&plain_item()).await;
        pushed(&db, &item(field.clone())).await;
        assert_eq!(db.shape().await, at(&item(field)).await.shape().await, "{ty:?}");
    }
}

async fn a_required_reference_is_added_to_an_empty_table() {
    let db = at(&plain_item()).await;
    let to = item(Field::belongs_to("item"));
    pushed(&db, &to).await;
    assert_eq!(db.shape().await, at(&to).await.shape().await);
}

/// From every type to every other one, with a default and without, on an empty table and on one
/// whose rows hold null.
async fn a_type_changes_where_there_is_no_value() {
    for (from, old) in fields() {
        for (to, new) in fields().into_iter().filter(|(to, _)| *to != from) {
            let db = at(&item(old.clone())).await;
            pushed(&db, &item(new.clone())).await;
            let optional = item(new.clone().optional());
            pushed(&db, &optional).await;
            let db = at(&item(old.clone().optional())).await;
            db.sql(&[r#"INSERT INTO "item" ("id", "label") VALUES ('a', 'x')"#]).await;
            pushed(&db, &optional).await;
            assert_eq!(db.shape().await, at(&optional).await.shape().await, "{from:?} to {to:?}");
            assert_eq!(db.rows().await["item"], 1);
        }
    }
    // A default goes with the old type, and another comes with the new one.
    let db = at(&item(Field::string().default("many"))).await;
    pushed(&db, &item(Field::int().default(5))).await;
    assert_eq!(db.shape().await, at(&item(Field::int().default(5))).await.shape().await);
    // A number becomes a reference, and unique.
    let db = at(&item(Field::int())).await;
    pushed(&db, &item(Field::string().unique())).await;
}

async fn a_value_in_the_way_is_named_and_nothing_changes() {
    let db = AnyDb::at(&plain_item()).await;
    let all = db.refusals(&item(Field::int())).await;
    assert!(
        matches!(&all[..], [(field, Reason::RequiredAdded)] if field == "item.value"),
        "{all:?}"
    );
    let db = AnyDb::at(&item(Field::json().optional())).await;
    db.sql(&[r#"UPDATE "item" SET "value" = NULL WHERE "id" <> 'row1'"#]).await;
    for field in [Field::int(), Field::string().unique(), Field::datetime().optional()] {
        let all = db.refusals(&item(field)).await;
        let is_type = |it: &(String, Reason)| matches!(it.1, Reason::TypeChanged { .. });
        assert!(all.iter().any(is_type), "{all:?}");
    }
}

async fn what_holds_something_still_needs_consent() {
    let db = AnyDb::at(&item(Field::boolean().default(false))).await;
    let all = db.refusals(&plain_item()).await;
    assert!(matches!(&all[..], [(_, Reason::WouldLose { rows: 3 })]), "{all:?}");
    let mut schema = SchemaBuilder::new(Owner::App);
    schema.entity("other").field("text", Field::string());
    let error = push(&db.connection, &target(vec![schema]), Options::default(), NOW).await;
    let all = reasons(error.unwrap_err());
    assert!(all.iter().all(|(_, reason)| matches!(reason, Reason::WouldLose { .. })), "{all:?}");
}
