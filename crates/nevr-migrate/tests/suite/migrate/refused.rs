//! Additions that are refused.

use nevr_migrate::{MigrateError, Options, Reason, push};
use nevr_schema::{Field, Owner, SchemaBuilder};

use crate::{
    fixture::{NOW, target},
    migrate::{
        schemas::{item, plain_item},
        sqlite_file::Db,
    },
};

/// Returns why a change of one field to another is refused while there are rows. On an empty table
/// it is made.
async fn change(from: Field, to: Field) -> Vec<(String, Reason)> {
    let (from, to) = (item(from), item(to));
    let full = Db::at(&from).await;
    let refusals = full.refusals(&to).await;
    let empty = Db::empty().await;
    push(&empty.connection, &from, Options::default(), NOW).await.unwrap();
    push(&empty.connection, &to, Options::default(), NOW).await.unwrap();
    assert!(empty.status(&to).await.is_current());
    refusals
}

fn at_value(reason: Reason) -> Vec<(String, Reason)> {
    vec![("item.value".to_owned(), reason)]
}

#[tokio::test]
async fn a_required_field_without_a_default() {
    let db = Db::at(&plain_item()).await;
    let refusals = db.refusals(&item(Field::string())).await;
    assert_eq!(refusals, at_value(Reason::RequiredAdded));
    let db = Db::at(&plain_item()).await;
    let refusals = db.refusals(&item(Field::belongs_to("child"))).await;
    assert_eq!(refusals, [("item.valueId".to_owned(), Reason::RequiredAdded)]);
}

#[tokio::test]
async fn a_changed_type() {
    let reason = Reason::TypeChanged { from: "varchar(255)".into(), to: "integer".into() };
    assert_eq!(change(Field::string(), Field::int()).await, at_value(reason));
}

fn pairs(unique: bool) -> nevr_migrate::Target {
    let mut schema = SchemaBuilder::new(Owner::App);
    let item = schema.entity("item").field("one", Field::string()).field("two", Field::string());
    if unique {
        item.unique(["one", "two"]);
    }
    schema.entity("child").field("item", Field::belongs_to("item"));
    target(vec![schema])
}

#[tokio::test]
async fn a_unique_field_over_duplicates_says_how_many_and_how_to_find_them() {
    let db = Db::at(&item(Field::string().optional())).await;
    db.sql("UPDATE item SET value = NULL WHERE id IN ('row0', 'row1')").await;
    db.sql(
        "INSERT INTO item (id, label, value) VALUES ('a', '', 'x'), ('b', '', 'x'), \
         ('c', '', 'y'), ('d', '', 'y'), ('e', '', 'y'), ('f', '', 'Y')",
    )
    .await;
    let refusals = db.refusals(&item(Field::string().optional().unique())).await;
    let [(_, Reason::Duplicates { values, rows, query, .. })] = &refusals[..] else {
        panic!("{refusals:?}")
    };
    assert_eq!((*values, *rows), (2, 5));
    assert_eq!(db.texts(query).await, ["x", "y"]);
}

#[tokio::test]
async fn a_unique_combination_over_duplicates() {
    let db = Db::at(&pairs(false)).await;
    db.sql("UPDATE item SET one = 'same'").await;
    db.push(&pairs(false)).await.unwrap();
    db.sql("UPDATE item SET two = 'same' WHERE id <> 'row0'").await;
    let refusals = db.refusals(&pairs(true)).await;
    let [(about, Reason::Duplicates { values, rows, query, .. })] = &refusals[..] else {
        panic!("{refusals:?}")
    };
    assert_eq!((about.as_str(), *values, *rows), ("item", 1, 2));
    assert_eq!(db.texts(query).await, ["same"]);
}

#[tokio::test]
async fn a_new_unique_field_whose_default_every_row_would_get() {
    let db = Db::at(&plain_item()).await;
    let refusals = db.refusals(&item(Field::int().default(7).unique())).await;
    let [(_, Reason::Duplicates { values, rows, query, .. })] = &refusals[..] else {
        panic!("{refusals:?}")
    };
    assert_eq!((*values, *rows), (1, 3));
    assert_eq!(db.number(query).await, 3);
}

#[tokio::test]
async fn two_entities_whose_names_differ_in_case_alone() {
    let mut schema = SchemaBuilder::new(Owner::App);
    schema.entity("shopItem").field("one", Field::string());
    schema.entity("shopitem").field("one", Field::string());
    let error = push(&Db::empty().await.connection, &target(vec![schema]), Options::default(), NOW)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("`shopItem` has the same name"), "{error}");
}

#[tokio::test]
async fn everything_at_once_with_place_and_way_out() {
    let mut before = SchemaBuilder::new(Owner::App);
    before.entity("item").field("kept", Field::string()).field("gone", Field::string());
    let mut after = SchemaBuilder::new(Owner::App);
    after
        .entity("item")
        .field("kept", Field::int().optional())
        .field("added", Field::string().declared_by("entities.item"));
    let db = Db::at(&target(vec![before])).await;
    let error = db.push(&target(vec![after])).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the database can't be brought to the schema\n\
         - field `item.kept` is `varchar(255)` in the database and would become `integer` \
         (declared by the config file); keep it as it was, or add a field of another name and \
         move the values there\n\
         - field `item.added` is required and has no default, but the table `item` is there: its \
         rows would have no value (declared by the config file); make it optional, or give it a \
         default\n\
         - column `item.gone` would be dropped: the field is gone from the schema, and 3 rows hold \
         a value (declared by the config file); declare it again; or, if it has another name now, \
         declare there that it is renamed from `gone`; or accept the loss: `nevr db:push --accept-data-loss`"
    );
    let MigrateError::Refused(refusals) = error else { panic!("{error}") };
    assert_eq!(refusals[1].origin.option.as_deref(), Some("entities.item"));
}
