//! Columns that change, with rows in the table and rows that refer to it.

use nevr_core::testing::{Engine, on_every_database};
use nevr_migrate::Reason;
use nevr_schema::{Field, OnDelete, Owner, SchemaBuilder, Value};

use crate::{
    fixture::target,
    migrate::{
        database::AnyDb,
        schemas::{item, plain_item},
    },
};

/// Changes one field of a table with rows to the other, then back, then again.
async fn change(from: Field, to: Field) -> AnyDb {
    let (from, to) = (item(from), item(to));
    let db = AnyDb::at(&from).await;
    db.bring(&to).await;
    let fresh = AnyDb::at(&to).await;
    assert_eq!(db.shape().await, fresh.shape().await, "as if it had been made so at once");
    db
}

async fn a_default_comes_goes_and_becomes_another() {
    let with = |number: i64| Field::int().default(number);
    change(with(1), with(2)).await;
    change(with(1), Field::int()).await;
    let db = change(Field::int(), with(2)).await;
    db.sql(&["INSERT INTO item (id, label) VALUES ('new', 'x')"]).await;
    assert_eq!(db.number("SELECT value FROM item WHERE id = 'new'").await, 2);
    assert_eq!(db.number("SELECT COUNT(*) FROM child WHERE \"itemId\" = 'row1'").await, 1);
}

async fn defaults_of_every_type_become_others() {
    let json = |text: &str| Value::Json(serde_json::from_str(text).unwrap());
    let moment = |text: &str| Value::DateTime(text.parse().unwrap());
    for (field, one, other) in [
        (Field::string(), Value::from("it's"), Value::from("\"(\\ -- '")),
        (Field::text(), "a\nb".into(), "".into()),
        (Field::boolean(), true.into(), false.into()),
        (Field::datetime(), moment("2026-01-31T12:00:00Z"), moment("1999-12-31T23:59:59.999Z")),
        (Field::json(), json("[1, 2]"), json("null")),
        (Field::int(), i64::MIN.into(), i64::MAX.into()),
    ] {
        change(field.clone().default(one), field.default(other)).await;
    }
}

async fn a_required_field_becomes_optional() {
    let db = change(Field::string(), Field::string().optional()).await;
    db.sql(&["UPDATE item SET value = NULL"]).await;
}

async fn an_optional_field_becomes_required_while_every_row_has_a_value() {
    let db = change(Field::string().optional(), Field::string()).await;
    let null = "UPDATE item SET value = NULL";
    assert!(sea_orm::ConnectionTrait::execute_unprepared(&db.connection, null).await.is_err());
}

async fn an_optional_field_with_nulls_does_not_become_required() {
    let db = AnyDb::at(&item(Field::string().optional())).await;
    db.sql(&["UPDATE item SET value = NULL WHERE id <> 'row1'"]).await;
    let refusals = db.refusals(&item(Field::string())).await;
    let [(about, Reason::Nulls { rows, query })] = &refusals[..] else { panic!("{refusals:?}") };
    assert_eq!((about.as_str(), *rows), ("item.value", 2));
    assert_eq!(db.texts(query).await.len(), 2);
}

async fn a_string_becomes_a_text() {
    let db = change(Field::string(), Field::text()).await;
    assert_eq!(db.number("SELECT COUNT(*) FROM item WHERE value = 'value1'").await, 1);
    change(Field::string().index(), Field::text()).await;
    change(Field::string().default("x").unique(), Field::text().optional().default("y")).await;
}

async fn no_other_type_becomes_another_while_there_are_values() {
    for (from, to) in [
        (Field::text(), Field::string()),
        (Field::string(), Field::int()),
        (Field::text(), Field::json()),
        (Field::json(), Field::text()),
        (Field::int(), Field::boolean()),
        (Field::string(), Field::datetime()),
    ] {
        let (from, to) = (item(from), item(to));
        let db = AnyDb::at(&from).await;
        let refusals = db.refusals(&to).await;
        assert!(matches!(refusals[..], [(_, Reason::TypeChanged { .. })]), "{refusals:?}");
        db.sql(&["DELETE FROM child", "DELETE FROM item"]).await;
        assert_eq!(db.status(&to).await.refusals, [], "on an empty table nothing is in the way");
    }
}

async fn a_unique_field_need_not_be_any_more() {
    let db = change(Field::string().unique(), Field::string()).await;
    db.sql(&["UPDATE item SET value = 'same'"]).await;
    change(Field::string().unique(), Field::string().index()).await;
    change(Field::string().index(), Field::string().unique()).await;
    change(Field::string().index(), Field::string()).await;
}

async fn an_index_of_a_reference_becomes_unique_and_back() {
    let to = || Field::belongs_to("label").optional();
    let with = |field: Field| {
        let mut schema = SchemaBuilder::new(Owner::App);
        schema.entity("label").field("text", Field::string());
        schema.entity("item").field("label", field);
        target(vec![schema])
    };
    let db = AnyDb::at(&with(to())).await;
    db.bring(&with(to().unique())).await;
    db.bring(&with(to())).await;
    assert_eq!(db.shape().await, AnyDb::at(&with(to())).await.shape().await);
}

async fn a_reference_does_another_thing_when_its_row_goes() {
    let to = || Field::belongs_to("item").optional();
    change(to(), to().on_delete(OnDelete::SetNull)).await;
    change(to().on_delete(OnDelete::SetNull), to()).await;
    change(to().on_delete(OnDelete::SetNull), Field::belongs_to("item")).await;
    change(Field::belongs_to("item"), to().on_delete(OnDelete::SetNull)).await;
}

/// An entity `item` that refers to `other`, to `another` or to nothing.
fn referring(to: Option<&'static str>) -> nevr_migrate::Target {
    let mut schema = SchemaBuilder::new(Owner::App);
    schema.entity("other").field("label", Field::string());
    schema.entity("another").field("label", Field::string());
    let item = schema.entity("item");
    match to {
        Some(entity) => item.field("one", Field::belongs_to(entity).optional()),
        None => item.field("oneId", Field::string().optional()),
    };
    schema.entity("child").field("item", Field::belongs_to("item"));
    target(vec![schema])
}

async fn a_reference_comes_goes_and_leads_elsewhere() {
    for (from, to) in
        [(Some("other"), None), (Some("other"), Some("another")), (Some("another"), Some("other"))]
    {
        let db = AnyDb::at(&referring(from)).await;
        db.bring(&referring(to)).await;
        assert_eq!(db.shape().await, AnyDb::at(&referring(to)).await.shape().await);
    }
    let db = AnyDb::at(&referring(None)).await;
    db.sql(&["UPDATE item SET \"oneId\" = NULL"]).await;
    db.bring(&referring(Some("other"))).await;
    assert_eq!(db.shape().await, AnyDb::at(&referring(Some("other"))).await.shape().await);
}

async fn a_reference_over_values_that_are_no_ids_is_refused() {
    let db = AnyDb::at(&referring(None)).await;
    db.sql(&["UPDATE item SET \"oneId\" = 'nowhere' WHERE id <> 'row0'"]).await;
    let refusals = db.refusals(&referring(Some("other"))).await;
    let [(about, Reason::Dangling { to, rows, query })] = &refusals[..] else {
        panic!("{refusals:?}")
    };
    assert_eq!((about.as_str(), to.as_str(), *rows), ("item.oneId", "other", 2));
    assert_eq!(db.texts(query).await.len(), 2);
}

async fn a_reference_of_a_column_that_holds_no_texts_is_another_type() {
    let with = |number: bool| {
        let mut schema = SchemaBuilder::new(Owner::App);
        schema.entity("other").field("label", Field::string());
        let item = schema.entity("item");
        if number {
            item.field("oneId", Field::int());
        } else {
            item.field("one", Field::belongs_to("other"));
        }
        target(vec![schema])
    };
    for (from, to) in [(with(true), with(false)), (with(false), with(true))] {
        let refusals = AnyDb::at(&from).await.refusals(&to).await;
        assert!(matches!(refusals[..], [(_, Reason::TypeChanged { .. })]), "{refusals:?}");
    }
}

async fn a_string_under_a_foreign_index_becomes_a_text_where_texts_have_indexes() {
    let db = AnyDb::at(&item(Field::string())).await;
    db.sql(&["CREATE INDEX mine ON item (value)"]).await;
    if db.engine() == Engine::Mysql {
        let refusals = db.refusals(&item(Field::text())).await;
        assert!(matches!(refusals[..], [(_, Reason::IndexOverText { .. })]), "{refusals:?}");
    } else {
        db.bring(&item(Field::text())).await;
    }
}

async fn a_reference_to_a_table_that_the_same_push_makes() {
    let with = |there: bool| {
        let mut schema = SchemaBuilder::new(Owner::App);
        let item = schema.entity("item").field("label", Field::string());
        if there {
            item.field("made", Field::belongs_to("made").optional());
            schema.entity("made").field("item", Field::belongs_to("item").optional());
        }
        target(vec![schema])
    };
    let db = AnyDb::at(&with(false)).await;
    db.bring(&with(true)).await;
    assert_eq!(db.shape().await, AnyDb::at(&with(true)).await.shape().await);
}

async fn tables_that_refer_to_each_other_are_made_and_go_together() {
    let mut schema = SchemaBuilder::new(Owner::App);
    schema.entity("hen").field("egg", Field::belongs_to("egg").optional());
    schema.entity("egg").field("hen", Field::belongs_to("hen").optional());
    schema.entity("nest").field("hen", Field::belongs_to("hen").optional());
    let circle = target(vec![schema]);
    let db = AnyDb::at(&circle).await;
    db.sql(&["UPDATE hen SET \"eggId\" = id"]).await;
    let mut schema = SchemaBuilder::new(Owner::App);
    schema.entity("nest").field("label", Field::string().optional());
    db.bring_losing(&target(vec![schema])).await;
    assert_eq!(db.rows().await.into_keys().collect::<Vec<_>>(), ["nest"]);
}

async fn several_changes_of_one_table_are_made_at_once() {
    let before = || Field::string().optional().index().default("a");
    let after = || Field::text().default("b");
    let db = change(before(), after()).await;
    assert_eq!(db.number("SELECT COUNT(*) FROM child").await, 3);
    let db = AnyDb::at(&plain_item()).await;
    db.bring(&item(Field::boolean().default(true))).await;
    db.bring(&item(Field::boolean().optional())).await;
}

on_every_database!(
    a_default_comes_goes_and_becomes_another,
    defaults_of_every_type_become_others,
    a_required_field_becomes_optional,
    an_optional_field_becomes_required_while_every_row_has_a_value,
    an_optional_field_with_nulls_does_not_become_required,
    a_string_becomes_a_text,
    no_other_type_becomes_another_while_there_are_values,
    a_unique_field_need_not_be_any_more,
    an_index_of_a_reference_becomes_unique_and_back,
    a_reference_does_another_thing_when_its_row_goes,
    a_reference_comes_goes_and_leads_elsewhere,
    a_reference_over_values_that_are_no_ids_is_refused,
    a_reference_of_a_column_that_holds_no_texts_is_another_type,
    a_string_under_a_foreign_index_becomes_a_text_where_texts_have_indexes,
    a_reference_to_a_table_that_the_same_push_makes,
    tables_that_refer_to_each_other_are_made_and_go_together,
    several_changes_of_one_table_are_made_at_once,
);
