//! The schema as SQL text.

use nevr_migrate::ddl;
use nevr_schema::{Field, Owner, Provider, SchemaBuilder};

use crate::{
    fixture::schema,
    migrate::{
        schemas::{carts, guests, shop, users},
        sqlite_file::Db,
    },
};

#[test]
fn the_text_has_a_column_a_line_and_is_the_same_each_time() {
    let schema = schema(vec![users(), guests(), carts()]);
    assert_eq!(ddl(&schema, Provider::Sqlite), ddl(&schema, Provider::Sqlite));
    insta::assert_snapshot!(ddl(&schema, Provider::Sqlite));
}

#[tokio::test]
async fn the_text_makes_the_same_tables() {
    let db = Db::empty().await;
    db.sql(&ddl(&schema(vec![users(), guests(), carts()]), Provider::Sqlite)).await;
    let pushed = Db::at(&shop()).await;
    let tables = |shape: Vec<String>| -> Vec<String> {
        shape.into_iter().filter(|line| !line.starts_with("nevr_")).collect()
    };
    assert_eq!(tables(db.shape().await), tables(pushed.shape().await));
}

#[tokio::test]
async fn hostile_defaults_stay_inside_their_quotes() {
    let hostile = "a, (b'); DROP TABLE x; --\"";
    let mut declared = SchemaBuilder::new(Owner::App);
    declared.entity("item").field("value", Field::text().default(hostile));
    let db = Db::empty().await;
    db.sql(&ddl(&schema(vec![declared]), Provider::Sqlite)).await;
    db.sql("INSERT INTO item (id) VALUES ('a')").await;
    assert_eq!(db.texts("SELECT value FROM item").await, [hostile]);
}
