//! What is no longer declared is dropped, once that is accepted.

use nevr_core::testing::on_every_database;
use nevr_migrate::{MigrateError, Options, Reason};
use nevr_schema::{Field, Owner, SchemaBuilder};

use crate::{
    fixture::target,
    migrate::{
        database::{AnyDb, reasons, steps},
        schemas::{auth, carts, guests, item, plain_item, shop, users},
    },
};

async fn a_field_that_is_gone_is_dropped_only_when_that_is_accepted() {
    for field in [
        Field::string(),
        Field::string().optional().unique(),
        Field::int().default(7).index(),
        Field::belongs_to("item").optional(),
    ] {
        let db = AnyDb::at(&item(field.clone())).await;
        let refusals = db.refusals(&plain_item()).await;
        assert!(matches!(refusals[..], [(_, Reason::WouldLose { rows: 3 })]), "{refusals:?}");
        let status = db.status(&plain_item()).await;
        assert_eq!(status.losses.len(), 1);
        assert_eq!(status.refusals, []);
        assert!(!status.is_current());
        db.bring_losing(&plain_item()).await;
        assert_eq!(db.shape().await, AnyDb::at(&plain_item()).await.shape().await, "{field:?}");
        assert_eq!(db.rows().await["item"], 3);
        assert_eq!(db.number("SELECT COUNT(*) FROM child WHERE \"itemId\" = 'row1'").await, 1);
        db.bring(&item(Field::int().optional())).await;
    }
}

async fn a_loss_says_how_many_rows_hold_a_value() {
    let db = AnyDb::at(&item(Field::string().optional())).await;
    db.sql(&["UPDATE item SET value = NULL WHERE id <> 'row1'"]).await;
    let losses = db.status(&plain_item()).await.losses;
    assert_eq!(losses[0].to_string(), "column item.value (app): 1 row holds a value");
    let error = db.push(&plain_item(), Options::default()).await.unwrap_err();
    assert!(error.to_string().contains("renamed from `value`"), "{error}");
}

async fn a_table_that_is_gone_is_dropped_with_those_that_refer_to_it() {
    let db = AnyDb::at(&shop()).await;
    let only_guests = target(vec![guests_alone()]);
    let error = db.push(&target(vec![users(), guests()]), Options::default()).await.unwrap_err();
    assert_eq!(reasons(error), [("cart".to_owned(), Reason::WouldLose { rows: 3 })]);
    let applied = db.bring_losing(&target(vec![users(), guests()])).await;
    assert_eq!(steps(&applied), ["drop table cart (app)"]);
    let refused = db.push(&only_guests, Options::default().accepting_data_loss()).await;
    assert!(refused.is_err(), "users of a plugin that is off are nobody else's");
}

fn guests_alone() -> SchemaBuilder {
    let mut schema = SchemaBuilder::new(Owner::plugin("other"));
    schema.entity("user").field("name", Field::string());
    schema
}

async fn an_owner_that_is_on_and_declares_nothing_any_more_loses_its_tables() {
    let db = AnyDb::at(&target(vec![users()])).await;
    let off = target(vec![]);
    assert!(db.push(&off, Options::default()).await.unwrap().is_empty());
    let on = target(vec![]).with_plugin(auth());
    let status = db.status(&on).await;
    assert_eq!(status.losses.len(), 3);
    db.bring_losing(&on).await;
    assert!(db.rows().await.is_empty());
    assert!(db.status(&off).await.is_current());
}

async fn a_table_in_which_a_dormant_plugin_has_columns_stays() {
    let db = AnyDb::at(&shop()).await;
    let gone = target(vec![]).with_plugin(auth());
    let error = db.push(&gone, Options::default().accepting_data_loss()).await.unwrap_err();
    let all = reasons(error);
    let [(user, Reason::TableInUse { by })] = &all[..] else { panic!("{all:?}") };
    assert_eq!(user, "user");
    let by = by.join("\n");
    for part in ["`isAnonymous`", "`merge.userId`", "`auth.anonymous`"] {
        assert!(by.contains(part), "{by}");
    }
    assert!(!by.contains("cart"), "the app's own goes with it: {by}");
}

async fn a_table_that_a_foreign_table_refers_to_or_has_a_foreign_column_stays() {
    let db = AnyDb::at(&target(vec![users(), carts()])).await;
    let bare = target(vec![users()]);
    db.sql(&["ALTER TABLE cart ADD COLUMN mine integer"]).await;
    let error = db.push(&bare, Options::default().accepting_data_loss()).await.unwrap_err();
    assert!(matches!(&reasons(error)[..], [(_, Reason::TableInUse { .. })]));
    db.sql(&["ALTER TABLE cart DROP COLUMN mine"]).await;
    let ty = db.type_of_ids();
    db.sql(&[
        &format!(
            "CREATE TABLE mine (id integer PRIMARY KEY, cart {ty}, \
             FOREIGN KEY (cart) REFERENCES cart (id))"
        ),
        "INSERT INTO mine VALUES (1, 'row1')",
    ])
    .await;
    let error = db.push(&bare, Options::default().accepting_data_loss()).await.unwrap_err();
    let all = reasons(error);
    let [(_, Reason::TableInUse { by })] = &all[..] else { panic!("{all:?}") };
    assert!(by[0].contains("`mine.cart`"), "{by:?}");
}

async fn a_column_under_a_foreign_index_stays() {
    let db = AnyDb::at(&item(Field::int())).await;
    db.sql(&["CREATE INDEX mine ON item (value, label)"]).await;
    let error = db.push(&plain_item(), Options::default().accepting_data_loss()).await.unwrap_err();
    let by = vec!["the index `mine`".to_owned()];
    assert_eq!(reasons(error), [("item.value".to_owned(), Reason::ColumnInUse { by })]);
}

async fn losses_and_refusals_are_told_at_once() {
    let db = AnyDb::at(&item(Field::int())).await;
    let mut schema = SchemaBuilder::new(Owner::App);
    schema.entity("item").field("label", Field::int());
    schema.entity("child").field("item", Field::belongs_to("item"));
    let error = db.push(&target(vec![schema]), Options::default()).await.unwrap_err();
    let MigrateError::Refused(refusals) = error else { panic!("{error}") };
    assert_eq!(refusals.len(), 2, "{refusals:?}");
}

on_every_database!(
    a_field_that_is_gone_is_dropped_only_when_that_is_accepted,
    a_loss_says_how_many_rows_hold_a_value,
    a_table_that_is_gone_is_dropped_with_those_that_refer_to_it,
    an_owner_that_is_on_and_declares_nothing_any_more_loses_its_tables,
    a_table_in_which_a_dormant_plugin_has_columns_stays,
    a_table_that_a_foreign_table_refers_to_or_has_a_foreign_column_stays,
    a_column_under_a_foreign_index_stays,
    losses_and_refusals_are_told_at_once,
);
