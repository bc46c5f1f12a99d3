//! Names that need quotes, and long ones.

use nevr_core::testing::on_every_database;
use nevr_schema::{Field, Schema};

use super::lab::{Lab, schema};

async fn is_created_and_takes_rows(schema: &Schema) {
    let lab = Lab::new().await;
    lab.create(schema).await;
    for entity in schema.entities.values() {
        lab.holds(entity).await;
        let sql = format!("INSERT INTO \"{}\" (\"id\") VALUES ('x')", entity.name);
        assert_eq!(lab.database.execute(&sql).await, 1);
    }
}

async fn a_reserved_word_is_a_name() {
    let words = ["user", "order", "group", "select", "table", "key", "index", "values", "primary"];
    let schema = schema(|schema| {
        for table in words {
            let entity = schema.entity(table);
            for field in words {
                entity.field(field, Field::string().optional().index());
            }
        }
    });
    is_created_and_takes_rows(&schema).await;
}

async fn a_name_keeps_its_case() {
    let schema = schema(|schema| {
        schema.entity("cartItem").field("unitPrice", Field::int().optional().index());
        schema.entity("shopCart").field("cartItem", Field::belongs_to("cartItem").optional());
    });
    is_created_and_takes_rows(&schema).await;
}

async fn the_longest_names_have_room_for_their_suffix() {
    let long = |end: &str| "a".repeat(48 - end.len()) + end;
    let schema = schema(|schema| {
        schema.entity(long("Parent")).field(long("Field"), Field::string().optional().unique());
        let child = schema.entity(long("Child"));
        let [one, other] = ["One", "Other"].map(|end| "b".repeat(46 - end.len()) + end);
        child.field(one, Field::belongs_to(long("Parent")).optional());
        child.field(other, Field::belongs_to(long("Parent")).optional());
    });
    is_created_and_takes_rows(&schema).await;
}

on_every_database!(
    a_reserved_word_is_a_name,
    a_name_keeps_its_case,
    the_longest_names_have_room_for_their_suffix,
);
