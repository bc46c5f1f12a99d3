//! Tables, views and columns that nevr did not create.

use nevr_core::testing::on_every_database;
use nevr_schema::{Field, Schema};

use crate::catalogue::ObjectKind;
use crate::dialect_tests::lab::{Lab, schema};

fn shop() -> Schema {
    schema(|schema| {
        schema.entity("user");
        schema.entity("cart").field("user", Field::belongs_to("user"));
    })
}

async fn a_table_that_is_not_asked_for_is_a_name_alone() {
    let lab = Lab::new().await;
    lab.create(&shop()).await;
    lab.database.execute("CREATE TABLE \"Other\" (x integer)").await;
    let catalogue = lab.catalogue(&["cart", "missing"]).await;
    assert!(catalogue.has_table("Other") && catalogue.has_table("user"));
    assert_eq!(catalogue.tables.keys().collect::<Vec<_>>(), ["cart"]);
}

async fn tables_of_another_schema_are_not_read() {
    let (lab, elsewhere) = (Lab::new().await, Lab::new().await);
    elsewhere.create(&shop()).await;
    let catalogue = lab.catalogue(&["cart"]).await;
    assert!(catalogue.objects.is_empty() && catalogue.tables.is_empty(), "{catalogue:?}");
}

async fn a_view_takes_a_name() {
    let lab = Lab::new().await;
    lab.create(&shop()).await;
    lab.database.execute("CREATE VIEW \"guest\" AS SELECT \"id\" FROM \"user\"").await;
    let catalogue = lab.catalogue(&["guest"]).await;
    assert_eq!(catalogue.object("guest").unwrap().kind, ObjectKind::View);
    assert!(catalogue.tables.is_empty());
}

async fn a_column_made_by_hand_does_not_change_ours() {
    let lab = Lab::new().await;
    let shop = shop();
    lab.create(&shop).await;
    lab.database.execute("ALTER TABLE \"cart\" ADD COLUMN \"theirs\" integer DEFAULT 5").await;
    let live = lab.table("cart").await;
    let cart = shop.entity("cart").unwrap();
    for field in cart.fields.values() {
        lab.same(cart, field, live.column(&field.name).unwrap());
    }
    assert_eq!(live.columns.len(), cart.fields.len() + 1);
    assert_eq!(live.column("theirs").unwrap().reference, None);
}

on_every_database!(
    a_table_that_is_not_asked_for_is_a_name_alone,
    tables_of_another_schema_are_not_read,
    a_view_takes_a_name,
    a_column_made_by_hand_does_not_change_ours,
);
