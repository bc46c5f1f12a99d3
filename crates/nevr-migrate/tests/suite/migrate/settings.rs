//! Settings of a role or a session that change what the catalogue prints.

use nevr_core::{
    store::{Database, DatabaseOptions},
    testing::{Engine, TestDatabase},
};
use nevr_migrate::{Options, Target, drift, push, reset, status};
use nevr_schema::{Field, Owner, SchemaBuilder, env::Timestamp};
use serde_json::json;
use url::Url;

use crate::{
    fixture::{NOW, target},
    migrate::{database::AnyDb, schemas::plain_item},
};

/// Settings, each with a value that is not the server's own.
const SETTINGS: [(&str, &str); 14] = [
    ("quote_all_identifiers", "on"),
    ("DateStyle", "SQL, DMY"),
    ("IntervalStyle", "sql_standard"),
    ("TimeZone", "Asia/Kolkata"),
    ("standard_conforming_strings", "off"),
    ("backslash_quote", "on"),
    ("bytea_output", "escape"),
    ("transform_null_equals", "on"),
    ("extra_float_digits", "-10"),
    ("array_nulls", "off"),
    ("client_encoding", "LATIN1"),
    ("default_transaction_isolation", "serializable"),
    ("statement_timeout", "5min"),
    ("xmloption", "document"),
];

/// Fields of every type with a default, an index and a reference.
fn everything() -> Target {
    let moment: Timestamp = "2026-01-31T12:00:00.123Z".parse().unwrap();
    let mut schema = SchemaBuilder::new(Owner::App);
    schema
        .entity("item")
        .field("name", Field::string().default("it's \\ é").index())
        .field("text", Field::text().default("a\nb"))
        .field("rank", Field::int().default(-5))
        .field("done", Field::boolean().default(true))
        .field("due", Field::datetime().default(moment))
        .field("extra", Field::json().default(json!({ "a": "it's" })))
        .field("parent", Field::belongs_to("item").optional());
    target(vec![schema])
}

async fn is_current(url: &str, to: &Target) {
    let options = DatabaseOptions { max_connections: 1, ..DatabaseOptions::default() };
    let db = Database::open(url, options).await.unwrap();
    let status = status(db.reading_connection(), to).await.unwrap();
    assert!(status.is_current(), "{status:#?}");
    let recorded = nevr_migrate::Snapshots::of(&to.schema);
    assert_eq!(drift(db.reading_connection(), &recorded).await.unwrap(), []);
    db.close().await;
}

#[test]
#[ignore = "needs NEVR_TEST_POSTGRES_URL"]
fn the_settings_of_a_role_make_no_difference() {
    Engine::Postgresql.run(async {
        let database = TestDatabase::new();
        let mut url = Url::parse(&database.url()).unwrap();
        let schema = url.query().unwrap().rsplit_once("search_path%3D").unwrap().1.to_owned();
        let role = format!("role_{schema}");
        let create = format!(
            "CREATE ROLE {role} LOGIN PASSWORD 'role'; GRANT ALL ON SCHEMA {schema} TO {role}; \
             ALTER ROLE {role} SET search_path = {schema}"
        );
        database.execute(&create).await;
        // The role's own search path counts.
        url.set_query(None);
        url.set_username(&role).unwrap();
        url.set_password(Some("role")).unwrap();
        let options = DatabaseOptions { max_connections: 1, ..DatabaseOptions::default() };
        let db = Database::open(url.as_str(), options).await.unwrap();
        push(db.schema_connection(), &everything(), Options::default(), NOW).await.unwrap();
        is_current(url.as_str(), &everything()).await;
        for (name, value) in SETTINGS {
            database.execute(&format!("ALTER ROLE {role} SET {name} = '{value}'")).await;
            is_current(url.as_str(), &everything()).await;
        }
        // All of them together, and tables that are made under them.
        reset(db.schema_connection()).await.unwrap();
        db.close().await;
        let options = DatabaseOptions { max_connections: 1, ..DatabaseOptions::default() };
        let db = Database::open(url.as_str(), options).await.unwrap();
        push(db.schema_connection(), &everything(), Options::default(), NOW).await.unwrap();
        is_current(url.as_str(), &everything()).await;
        reset(db.schema_connection()).await.unwrap();
        db.close().await;
        database
            .execute(&format!("REVOKE ALL ON SCHEMA {schema} FROM {role}; DROP ROLE {role}"))
            .await;
    });
}

#[test]
#[ignore = "needs NEVR_TEST_MYSQL_URL"]
fn a_text_in_another_character_set_is_refused_with_the_way_back() {
    Engine::Mysql.run(async {
        for characters in ["latin1", "utf8mb3"] {
            let db = AnyDb::at(&plain_item()).await;
            let ty = format!("varchar(255) CHARACTER SET {characters} NOT NULL");
            db.sql(&[&format!("ALTER TABLE item MODIFY label {ty}")]).await;
            let status = db.status(&plain_item()).await;
            let label = status.refusals.iter().find(|it| it.field.as_deref() == Some("label"));
            let help = label.unwrap().help();
            assert!(help.contains("ALTER TABLE `item` CONVERT TO CHARACTER SET utf8mb4"), "{help}");
            assert!(!status.is_current());
        }
    });
}
