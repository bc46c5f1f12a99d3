//! Columns that are renamed and keep their values.

use nevr_core::testing::on_every_database;
use nevr_migrate::{Reason, Target};
use nevr_schema::{Field, Owner, SchemaBuilder, merge};

use crate::{
    fixture::target,
    migrate::{
        database::{AnyDb, steps},
        schemas::{anonymous, guests, item, plain_item, users},
    },
};

/// `item` with a field `renamed`.
fn renamed(field: Field) -> Target {
    let mut schema = SchemaBuilder::new(Owner::App);
    schema.entity("item").field("label", Field::string()).field("renamed", field);
    schema.entity("child").field("item", Field::belongs_to("item"));
    target(vec![schema])
}

async fn the_values_stay_and_so_does_everything_else() {
    for field in [
        Field::string(),
        Field::string().optional().unique(),
        Field::string().index(),
        Field::int().default(7),
    ] {
        let db = AnyDb::at(&item(field.clone())).await;
        let before = db.texts("SELECT CAST(value AS char(10)) FROM item ORDER BY id").await;
        let to = renamed(field.clone().renamed_from("value"));
        let applied = db.bring(&to).await;
        let rename = "rename column item.value to renamed (app)";
        assert!(steps(&applied).contains(&rename.to_owned()), "{applied:?}");
        let after = db.texts("SELECT CAST(renamed AS char(10)) FROM item ORDER BY id").await;
        assert_eq!(before, after);
        assert_eq!(db.shape().await, AnyDb::at(&renamed(field.clone())).await.shape().await);
        // Once it is done, nothing is left to do, whether or not it is still declared.
        assert!(db.bring(&to).await.is_empty());
        assert!(db.bring(&renamed(field)).await.is_empty());
    }
}

async fn a_reference_is_renamed_by_the_name_of_its_relation() {
    let to = || Field::belongs_to("item").optional();
    let db = AnyDb::at(&item(to())).await;
    db.bring(&renamed(to().renamed_from("value"))).await;
    assert_eq!(db.number("SELECT COUNT(*) FROM item WHERE \"renamedId\" = id").await, 3);
    assert_eq!(db.shape().await, AnyDb::at(&renamed(to())).await.shape().await);
}

async fn a_rename_comes_with_other_changes() {
    let db = AnyDb::at(&item(Field::string().optional().default("a").index())).await;
    let to = renamed(Field::text().default("b").renamed_from("value"));
    db.bring(&to).await;
    assert_eq!(db.number("SELECT COUNT(*) FROM item WHERE renamed = 'value1'").await, 1);
    let to = renamed(Field::text().default("b"));
    assert_eq!(db.shape().await, AnyDb::at(&to).await.shape().await);
}

async fn a_database_that_never_had_the_old_name_gets_the_new_one() {
    let to = renamed(Field::string().optional().renamed_from("value"));
    let db = AnyDb::at(&to).await;
    assert!(db.bring(&to).await.is_empty());
    let db = AnyDb::at(&plain_item()).await;
    db.bring(&to).await;
}

async fn both_columns_there_is_refused() {
    let with = |fields: &[(&'static str, Field)]| {
        let mut schema = SchemaBuilder::new(Owner::App);
        let item = schema.entity("item");
        for (name, field) in fields {
            item.field(*name, field.clone());
        }
        target(vec![schema])
    };
    let both = with(&[("old", Field::string()), ("new", Field::string())]);
    let db = AnyDb::at(&both).await;
    let refusals = db.refusals(&with(&[("new", Field::string().renamed_from("old"))])).await;
    let reason = Reason::RenameOverBoth { column: "old".to_owned() };
    assert_eq!(refusals[0], ("item.new".to_owned(), reason));
}

async fn the_column_of_somebody_else_is_not_renamed() {
    let db = AnyDb::at(&target(vec![users(), guests()])).await;
    let mut taking = SchemaBuilder::new(Owner::plugin("other"));
    taking
        .extend("user")
        .field("taken", Field::boolean().default(false).renamed_from("isAnonymous"));
    let refusals = db.refusals(&target(vec![users(), taking])).await;
    let reason = Reason::RenameOf {
        column: "isAnonymous".to_owned(),
        owner: Some(anonymous()),
        dormant: true,
    };
    assert_eq!(refusals, [("user.taken".to_owned(), reason)]);
    db.sql(&["ALTER TABLE \"user\" ADD COLUMN mine integer"]).await;
    let mut taking = SchemaBuilder::new(Owner::plugin("other"));
    taking.extend("user").field("taken", Field::int().optional().renamed_from("mine"));
    let refusals = db.refusals(&target(vec![users(), guests(), taking])).await;
    let reason = Reason::RenameOf { column: "mine".to_owned(), owner: None, dormant: false };
    assert_eq!(refusals, [("user.taken".to_owned(), reason)]);
}

async fn a_name_that_changes_in_case_alone() {
    let with = |field: &'static str, is: Field| {
        let mut schema = SchemaBuilder::new(Owner::App);
        schema.entity("item").field(field, is);
        target(vec![schema])
    };
    let db = AnyDb::at(&with("userid", Field::string())).await;
    let refusals = db.refusals(&with("userId", Field::string())).await;
    assert!(refusals.iter().any(|(_, reason)| matches!(reason, Reason::CaseChanged { .. })));
    db.bring(&with("userId", Field::string().renamed_from("userid"))).await;
    assert_eq!(db.number("SELECT COUNT(*) FROM item WHERE \"userId\" = 'value1'").await, 1);
}

on_every_database!(
    the_values_stay_and_so_does_everything_else,
    a_reference_is_renamed_by_the_name_of_its_relation,
    a_rename_comes_with_other_changes,
    a_database_that_never_had_the_old_name_gets_the_new_one,
    both_columns_there_is_refused,
    the_column_of_somebody_else_is_not_renamed,
    a_name_that_changes_in_case_alone,
);

#[test]
fn a_rename_from_a_field_that_is_declared_is_a_defect() {
    let mut schema = SchemaBuilder::new(Owner::App);
    schema
        .entity("item")
        .field("old", Field::string())
        .field("new", Field::string().renamed_from("old"));
    let (_, defects) = merge(vec![schema]);
    assert_eq!(defects.len(), 1);
    assert!(defects[0].title.contains("`new`"), "{}", defects[0].title);
}

#[test]
fn two_renames_from_one_field_are_a_defect() {
    let mut schema = SchemaBuilder::new(Owner::App);
    schema
        .entity("item")
        .field("one", Field::string().renamed_from("old"))
        .field("two", Field::string().renamed_from("old"));
    let (_, defects) = merge(vec![schema]);
    assert_eq!(defects.len(), 1);
    assert!(defects[0].title.contains("two fields"), "{}", defects[0].title);
}
