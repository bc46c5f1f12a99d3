//! Plans from snapshots alone, and comparing a database with snapshots.

use nevr_core::testing::{Engine, on_every_database};
use nevr_migrate::{Between, Drift, Options, Reason, Snapshots, Step, between, drift, push};
use nevr_schema::{Field, OnDelete, Owner, Provider, Schema, SchemaBuilder};
use sea_orm::{ConnectionTrait, DatabaseConnection, TransactionTrait};

use crate::{
    fixture::{NOW, provider, schema},
    migrate::{
        database::AnyDb,
        schemas::{carts, guests, shop, users},
    },
};

/// Runs steps as a migration file of them runs.
pub(crate) async fn run(connection: &DatabaseConnection, steps: &[Step]) {
    let sqlite = connection.get_database_backend() == sea_orm::DbBackend::Sqlite;
    if sqlite {
        connection.execute_unprepared("PRAGMA foreign_keys = OFF").await.unwrap();
    }
    #[expect(clippy::disallowed_methods, reason = "nothing else is connected")]
    let transaction = connection.begin().await.unwrap();
    for step in steps {
        transaction.execute_unprepared(&step.sql).await.expect(&step.sql);
    }
    transaction.commit().await.unwrap();
    if sqlite {
        connection.execute_unprepared("PRAGMA foreign_keys = ON").await.unwrap();
    }
}

fn before() -> Schema {
    let mut own = SchemaBuilder::new(Owner::App);
    own.entity("label").field("text", Field::string().unique());
    own.entity("item")
        .field("name", Field::string().index().default("it's"))
        .field("gone", Field::datetime())
        .field("label", Field::belongs_to("label").optional())
        .field("required", Field::int().optional());
    own.entity("old").field("item", Field::belongs_to("item"));
    schema(vec![own])
}

fn after() -> Schema {
    let mut own = SchemaBuilder::new(Owner::App);
    own.entity("label").field("text", Field::text());
    own.entity("item")
        .field("title", Field::string().optional().default("x").renamed_from("name"))
        .field("label", Field::belongs_to("label").optional().on_delete(OnDelete::SetNull))
        .field("made", Field::belongs_to("made").optional())
        .field("required", Field::int())
        .unique(["title", "required"]);
    own.entity("made").field("item", Field::belongs_to("item").optional());
    let mut plugin = SchemaBuilder::new(Owner::plugin("plugin"));
    plugin.extend("item").field("extra", Field::json().default(serde_json::json!({ "a": null })));
    plugin.entity("more").field("item", Field::belongs_to("item"));
    schema(vec![own, plugin])
}

async fn there_and_back_and_there_again_gives_the_same_tables() {
    let db = AnyDb::empty().await;
    let kind = provider(db.engine());
    let (before, after) = (before(), after());
    let (one, other) = (Snapshots::of(&before), Snapshots::of(&after));
    let made = between(kind, &Snapshots::default(), &one);
    run(&db.connection, &made.steps).await;
    db.fill(&before, 3).await;
    let first = db.shape().await;
    let there = between(kind, &one, &other);
    assert_eq!(there.refusals, []);
    run(&db.connection, &there.steps).await;
    assert_eq!(drift(&db.connection, &other).await.unwrap(), []);
    let second = db.shape().await;
    assert_eq!(db.number("SELECT COUNT(*) FROM item WHERE title = 'value1'").await, 1);
    // One default can't fill two rows of a unique field.
    run(&db.connection, &there.back).await;
    assert_eq!(drift(&db.connection, &one).await.unwrap(), []);
    assert_eq!(db.shape().await, first);
    assert_eq!(db.number("SELECT COUNT(*) FROM item WHERE name = 'value1'").await, 1);
    run(&db.connection, &there.steps).await;
    assert_eq!(db.shape().await, second);
    run(&db.connection, &there.back).await;
    run(&db.connection, &made.back).await;
    assert!(db.rows().await.is_empty());
}

async fn a_database_that_was_pushed_is_what_the_record_says() {
    let db = AnyDb::at(&shop()).await;
    let recorded = Snapshots::of(&schema(vec![users(), guests(), carts()]));
    assert_eq!(drift(&db.connection, &recorded).await.unwrap(), []);
    db.sql(&[
        "ALTER TABLE cart DROP COLUMN note",
        "ALTER TABLE cart ADD COLUMN mine integer",
        "CREATE INDEX mine ON cart (mine)",
        "CREATE TABLE other (id integer)",
    ])
    .await;
    let index = if db.engine() == Engine::Mysql { " ON \"user\"" } else { "" };
    db.sql(&[&format!("DROP INDEX \"user_email_key\"{index}"), "DROP TABLE \"merge\""]).await;
    let mut found = drift(&db.connection, &recorded).await.unwrap();
    found.sort_by_key(ToString::to_string);
    let [table, column, index] = ["cart", "mine", "mine"].map(str::to_owned);
    let mut expected = vec![
        Drift::MissingColumn { table: table.clone(), column: "note".to_owned() },
        Drift::ForeignColumn { table: table.clone(), column },
        Drift::ForeignIndex { table, index },
        Drift::MissingIndex { table: "user".to_owned(), index: "user_email_key".to_owned() },
        Drift::MissingTable { table: "merge".to_owned() },
    ];
    expected.sort_by_key(ToString::to_string);
    assert_eq!(found, expected);
}

async fn a_changed_column_is_drift() {
    let recorded = |field: Field| {
        let mut schema = SchemaBuilder::new(Owner::App);
        schema.entity("item").field("value", field);
        crate::fixture::schema(vec![schema])
    };
    let db = AnyDb::empty().await;
    let is = nevr_migrate::Target::new(recorded(Field::int().default(1)));
    push(&db.connection, &is, Options::default(), NOW).await.unwrap();
    for other in [
        Field::int(),
        Field::int().default(2),
        Field::int().default(1).optional(),
        Field::boolean().default(true),
    ] {
        let found = drift(&db.connection, &Snapshots::of(&recorded(other))).await.unwrap();
        assert!(matches!(found[..], [Drift::ChangedColumn { .. }]), "{found:?}");
    }
}

on_every_database!(
    there_and_back_and_there_again_gives_the_same_tables,
    a_database_that_was_pushed_is_what_the_record_says,
    a_changed_column_is_drift,
);

const PROVIDERS: [Provider; 3] = [Provider::Sqlite, Provider::Postgresql, Provider::Mysql];

#[test]
fn the_record_of_a_schema_gives_the_schema_back() {
    for schema in [before(), after(), schema(vec![users(), guests(), carts()])] {
        let record = Snapshots::of(&schema);
        assert_eq!(Snapshots::of(&record.to_schema()), record);
        let text = serde_json::to_string_pretty(&record).unwrap();
        assert_eq!(serde_json::from_str::<Snapshots>(&text).unwrap(), record);
    }
}

#[test]
fn the_record_reads_well() {
    let mut plugin = SchemaBuilder::new(Owner::plugin("shop.extra"));
    plugin.extend("cart").field("note", Field::text().default("none"));
    let mut own = SchemaBuilder::new(Owner::App);
    own.entity("user").field("name", Field::string().renamed_from("title"));
    own.entity("cart")
        .field("user", Field::belongs_to("user").optional().on_delete(OnDelete::SetNull))
        .field("items", Field::json().default(serde_json::Value::Null))
        .unique(["userId", "id"]);
    let record = Snapshots::of(&schema(vec![own, plugin]));
    insta::assert_snapshot!(serde_json::to_string_pretty(&record).unwrap());
}

#[test]
fn a_record_that_was_edited_badly_is_an_error() {
    for text in [
        r#"{ "app": { "entities": { "a": { "fields": { "b": { "type": "number" } } } } } }"#,
        r#"{ "app": { "entities": { "a": { "fields": { "b": { "type": "int", "default": "x" } } } } } }"#,
        r#"{ "app": { "entitys": {} } }"#,
    ] {
        assert!(serde_json::from_str::<Snapshots>(text).is_err(), "{text}");
    }
}

#[test]
fn nothing_changes_between_a_record_and_itself() {
    for provider in PROVIDERS {
        let record = Snapshots::of(&after());
        // A rename that is still declared counts as done.
        assert_eq!(between(provider, &record, &record), Between::default());
    }
}

#[test]
fn what_can_t_be_done_and_what_would_be_lost_is_named() {
    let mut to = SchemaBuilder::new(Owner::App);
    to.entity("item").field("name", Field::int()).field("more", Field::string());
    let to = Snapshots::of(&schema(vec![to]));
    for provider in PROVIDERS {
        let plan = between(provider, &Snapshots::of(&before()), &to);
        let reasons: Vec<_> = plan.refusals.iter().map(|refusal| &refusal.reason).collect();
        assert!(
            matches!(reasons[..], [Reason::TypeChanged { .. }, Reason::RequiredAdded]),
            "{reasons:?}"
        );
        let lost: Vec<_> = plan.losses.iter().map(|(_, what)| what.as_str()).collect();
        assert_eq!(lost, ["item.gone", "item.labelId", "item.required", "label", "old"]);
    }
}

#[test]
fn a_plugin_that_is_switched_off_stays_as_it_is_there_and_back() {
    let with = Snapshots::of(&schema(vec![users(), guests()]));
    let without = Snapshots::of(&schema(vec![users(), carts()]));
    for provider in PROVIDERS {
        let plan = between(provider, &with, &without);
        let all = plan.steps.iter().chain(&plan.back);
        let touched: Vec<_> =
            all.filter(|step| step.owner == crate::migrate::schemas::anonymous()).collect();
        assert!(touched.is_empty(), "{touched:?}");
        assert_eq!(plan.losses, []);
        let recorded = without.clone().with_dormant(&with);
        assert_eq!(between(provider, &recorded, &with).losses.len(), 1, "cart alone");
    }
}
