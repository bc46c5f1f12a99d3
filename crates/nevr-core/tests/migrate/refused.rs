//! What adding can't do.

use nevr_core::{
    migrate::{MigrateError, Reason, push},
    schema::{Field, OnDelete, Owner, SchemaBuilder},
};

use crate::{
    fixture::{Db, NOW},
    schemas::{item, plain_item, target},
};

/// Why going from one field to another is refused, with rows and without.
async fn change(from: Field, to: Field) -> Vec<(String, Reason)> {
    let (from, to) = (item(from), item(to));
    let full = Db::at(&from).await;
    let refusals = full.refusals(&to).await;
    let empty = Db::empty().await;
    push(&empty.connection, &from, NOW).await.unwrap();
    let error = push(&empty.connection, &to, NOW).await.unwrap_err();
    let MigrateError::Refused(on_empty) = error else { panic!("another error: {error}") };
    assert_eq!(on_empty.len(), refusals.len(), "an empty table is treated as a full one");
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
    let reason = Reason::TypeChanged { from: "varchar(255)".into(), to: "text".into() };
    assert_eq!(change(Field::string(), Field::text()).await, at_value(reason));
}

#[tokio::test]
async fn a_changed_optionality() {
    let (required, optional) = (Field::string, || Field::string().optional());
    assert_eq!(change(required(), optional()).await, at_value(Reason::BecameOptional));
    assert_eq!(change(optional(), required()).await, at_value(Reason::BecameRequired));
}

#[tokio::test]
async fn a_changed_default() {
    let changed = |from: Option<&str>, to: Option<&str>| {
        let (from, to) = (from.map(str::to_owned), to.map(str::to_owned));
        at_value(Reason::DefaultChanged { from, to })
    };
    let with = |number: i64| Field::int().default(number);
    assert_eq!(change(with(1), with(2)).await, changed(Some("1"), Some("2")));
    assert_eq!(change(with(1), Field::int()).await, changed(Some("1"), None));
    assert_eq!(change(Field::int(), with(2)).await, changed(None, Some("2")));
}

#[tokio::test]
async fn a_changed_reference() {
    let to = |entity: &'static str| Field::belongs_to(entity).optional();
    let expected = |from: Option<&str>, to: Option<&str>| {
        let (from, to) = (from.map(str::to_owned), to.map(str::to_owned));
        vec![("item.valueId".to_owned(), Reason::ReferenceChanged { from, to })]
    };
    let (item, child) = (Some("item on delete cascade"), Some("child on delete cascade"));
    assert_eq!(change(to("item"), to("child")).await, expected(item, child));
    let (cascade, null) = (to("item"), to("item").on_delete(OnDelete::SetNull));
    let nulled = Some("item on delete set null");
    assert_eq!(change(cascade, null).await, expected(item, nulled));
}

#[tokio::test]
async fn a_reference_that_comes_or_goes_while_the_column_stays() {
    let with = || {
        let mut schema = SchemaBuilder::new(Owner::App);
        schema.entity("item").field("label", Field::string());
        schema.entity("child").field("item", Field::belongs_to("item"));
        target(vec![schema])
    };
    let without = || {
        let mut schema = SchemaBuilder::new(Owner::App);
        schema.entity("item").field("label", Field::string());
        schema.entity("child").field("itemId", Field::string().index());
        target(vec![schema])
    };
    for (from, to) in [(with(), without()), (without(), with())] {
        let refusals = Db::at(&from).await.refusals(&to).await;
        assert!(matches!(refusals[..], [(_, Reason::ReferenceChanged { .. })]), "{refusals:?}");
    }
}

#[tokio::test]
async fn a_removed_required_field() {
    let db = Db::at(&item(Field::string())).await;
    assert_eq!(db.refusals(&plain_item()).await, at_value(Reason::RequiredRemoved));
}

#[tokio::test]
async fn a_removed_unique_field_with_a_default() {
    let db = Db::at(&item(Field::int().default(7).unique())).await;
    assert_eq!(db.refusals(&plain_item()).await, at_value(Reason::UniqueDefaultRemoved));
}

#[tokio::test]
async fn a_removed_unique_index() {
    let refusals = change(Field::string().unique(), Field::string()).await;
    assert_eq!(refusals, at_value(Reason::UniqueRemoved { index: "item_value_key".into() }));
}

fn pairs(unique: bool) -> nevr_core::migrate::Target {
    let mut schema = SchemaBuilder::new(Owner::App);
    let item = schema.entity("item").field("one", Field::string()).field("two", Field::string());
    if unique {
        item.unique(["one", "two"]);
    }
    schema.entity("child").field("item", Field::belongs_to("item"));
    target(vec![schema])
}

#[tokio::test]
async fn a_removed_unique_combination() {
    let db = Db::at(&pairs(true)).await;
    let reason = Reason::UniqueRemoved { index: "item_one_two_key".into() };
    assert_eq!(db.refusals(&pairs(false)).await, [("item".to_owned(), reason)]);
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
    let error = push(&Db::empty().await.connection, &target(vec![schema]), NOW).await.unwrap_err();
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
         - field `item.kept` is required in the database and optional in the schema \
         (declared by the config file); keep it required, or add an optional field under another \
         name\n\
         - field `item.added` is required and has no default, but the table `item` is there: its \
         rows would have no value (declared by the config file); make it optional, or give it a \
         default\n\
         - field `item.gone` is gone from the schema, but is required in the database: new rows \
         would be refused (declared by the config file); declare it again; only an optional \
         field, or one with a default that is not unique, can be left behind"
    );
    let MigrateError::Refused(refusals) = error else { panic!("{error}") };
    assert_eq!(refusals[2].origin.option.as_deref(), Some("entities.item"));
}
