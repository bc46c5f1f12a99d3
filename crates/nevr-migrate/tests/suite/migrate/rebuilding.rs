//! SQLite tables that are rebuilt, with their indexes, triggers and references.

use nevr_migrate::{MigrateError, Options, Reason, SqlMigration};
use nevr_schema::{Field, Owner, SchemaBuilder};

use crate::{
    fixture::target,
    migrate::{
        database::reasons,
        schemas::{anonymous, auth, guests, item, users},
        sqlite_file::Db,
    },
};

#[tokio::test]
async fn what_others_put_on_the_table_stays() {
    let db = Db::at(&item(Field::int())).await;
    db.sql(
        "ALTER TABLE item ADD COLUMN mine text REFERENCES child (id); \
         ALTER TABLE item ADD COLUMN said text DEFAULT ('it''s'); \
         ALTER TABLE item ADD COLUMN \"order \"\"x\"\"\" decimal(10, 2) NOT NULL DEFAULT -1.5; \
         CREATE INDEX my_index ON item (mine DESC); \
         CREATE UNIQUE INDEX my_partial ON item (lower(label)) WHERE mine IS NULL; \
         CREATE TABLE log (line text); INSERT INTO log VALUES ('first'); \
         CREATE TRIGGER my_trigger AFTER INSERT ON item BEGIN \
             INSERT INTO log VALUES (new.label); END; \
         CREATE VIEW my_view AS SELECT item.id, child.id AS child FROM item \
             JOIN child ON itemId = item.id; \
         CREATE TABLE mine (id text PRIMARY KEY, item text REFERENCES item (id) ON DELETE CASCADE); \
         INSERT INTO mine VALUES ('a', 'row1'); UPDATE item SET mine = 'row2'",
    )
    .await;
    let hanging = |all: Vec<String>| -> Vec<String> {
        all.into_iter().filter(|object| object.starts_with("my_")).collect()
    };
    let before = hanging(db.catalogue().await);
    assert_eq!(before.len(), 4);
    let shape = db.shape().await;
    db.push(&item(Field::int().optional().default(7))).await.unwrap();
    assert_eq!(hanging(db.catalogue().await), before);
    let changed = |line: &&String| !line.starts_with("item.value");
    let after = db.shape().await;
    let (shape, after): (Vec<_>, Vec<_>) =
        (shape.iter().filter(changed).collect(), after.iter().filter(changed).collect());
    assert_eq!(shape, after, "foreign columns are what they were");
    assert_eq!(db.number("SELECT COUNT(*) FROM my_view").await, 3);
    assert_eq!(db.number("SELECT COUNT(*) FROM item WHERE mine = 'row2'").await, 3);
    db.sql("INSERT INTO item (id, label) VALUES ('new', 'New')").await;
    assert_eq!(db.texts("SELECT line FROM log").await, ["first", "New"]);
    assert_eq!(db.texts("SELECT said FROM item WHERE id = 'new'").await, ["it's"]);
    db.sql("DELETE FROM item WHERE id = 'row1'").await;
    assert_eq!(db.number("SELECT COUNT(*) FROM child WHERE id = 'row1'").await, 0);
    assert_eq!(db.number("SELECT COUNT(*) FROM mine").await, 0);
}

#[tokio::test]
async fn the_columns_of_a_dormant_plugin_stay() {
    let db = Db::at(&target(vec![users(), guests()])).await;
    let dormant = "SELECT COUNT(*) FROM user WHERE isAnonymous = 1 AND anonymousId = 'value1'";
    assert_eq!(db.number(dormant).await, 1);
    let mut changed = SchemaBuilder::new(auth());
    changed
        .entity("user")
        .field("name", Field::string().default("x"))
        .field("email", Field::string().optional().unique())
        .field("emailVerified", Field::boolean().default(true))
        .timestamps();
    changed
        .entity("session")
        .field("tokenHash", Field::string())
        .field("user", Field::belongs_to("user"))
        .field("expiresAt", Field::datetime());
    changed
        .entity("account")
        .field("user", Field::belongs_to("user"))
        .field("providerId", Field::string())
        .field("accountId", Field::string())
        .unique(["providerId", "accountId"]);
    db.push(&target(vec![changed])).await.unwrap();
    assert_eq!(db.number(dormant).await, 1);
    let status = db.status(&target(vec![users()])).await;
    assert_eq!(status.dormant[0].owner, anonymous());
    assert_eq!(status.dormant[0].columns, ["user.anonymousId", "user.isAnonymous"]);
}

#[tokio::test]
async fn a_table_with_what_the_schema_has_no_words_for_is_refused_with_the_reason() {
    for (statement, what) in [
        ("ALTER TABLE item ADD COLUMN mine int CHECK (mine > 0)", "a CHECK"),
        ("ALTER TABLE item ADD COLUMN mine text COLLATE NOCASE", "a COLLATE"),
        ("ALTER TABLE item ADD COLUMN mine AS (label || '!')", "the generated column `mine`"),
        (
            "ALTER TABLE item ADD COLUMN mine text REFERENCES child",
            "a foreign key over `mine` that is not to one `id`",
        ),
        (
            "ALTER TABLE item ADD COLUMN mine text REFERENCES child (id) ON UPDATE CASCADE",
            "an ON UPDATE",
        ),
    ] {
        let db = Db::at(&item(Field::int())).await;
        db.sql(statement).await;
        let because = vec![what.to_owned()];
        let refusals = db.refusals(&item(Field::int().default(1))).await;
        assert_eq!(refusals, [("item".to_owned(), Reason::CantRebuild { because })]);
        // What can be changed in place is changed.
        db.push(&item(Field::int().index())).await.unwrap();
    }
}

#[tokio::test]
async fn a_rename_beside_triggers_and_a_rebuild_is_refused() {
    let db = Db::at(&item(Field::int())).await;
    db.sql(
        "CREATE TABLE log (line text); INSERT INTO log VALUES ('x'); \
         CREATE TRIGGER mine AFTER UPDATE ON item BEGIN INSERT INTO log VALUES (new.value); END",
    )
    .await;
    let named = |field: Field| {
        let mut schema = SchemaBuilder::new(Owner::App);
        schema.entity("item").field("label", Field::string()).field("other", field);
        schema.entity("child").field("item", Field::belongs_to("item"));
        target(vec![schema])
    };
    let refusals = db.refusals(&named(Field::int().default(1).renamed_from("value"))).await;
    assert_eq!(refusals, [("item".to_owned(), Reason::RenameBeforeRebuild)]);
    db.push(&named(Field::int().renamed_from("value"))).await.unwrap();
    db.push(&named(Field::int().default(1))).await.unwrap();
    db.sql("UPDATE item SET other = 5 WHERE id = 'row1'").await;
    assert_eq!(db.texts("SELECT line FROM log").await, ["x", "5"], "the trigger follows");
}

#[tokio::test]
async fn a_view_that_would_break_stops_it_and_nothing_is_changed() {
    let db = Db::at(&item(Field::belongs_to("child").optional())).await;
    db.sql("CREATE VIEW mine AS SELECT valueId FROM item").await;
    let before = db.catalogue().await;
    let to = crate::migrate::schemas::plain_item();
    let error = nevr_migrate::push(
        &db.connection,
        &to,
        Options::default().accepting_data_loss(),
        crate::fixture::NOW,
    )
    .await
    .unwrap_err();
    let MigrateError::Breaks(what) = &error else { panic!("{error}") };
    assert!(what[0].contains("`mine`"), "{what:?}");
    assert_eq!(db.catalogue().await, before);
}

#[tokio::test]
async fn rows_that_referred_to_nothing_before_are_no_reason_to_stop() {
    let db = Db::at(&item(Field::int())).await;
    db.sql(
        "PRAGMA foreign_keys = OFF; UPDATE child SET itemId = 'nowhere' WHERE id = 'row0'; \
         PRAGMA foreign_keys = ON",
    )
    .await;
    let to = item(Field::int().default(1));
    nevr_migrate::push(&db.connection, &to, Options::default(), crate::fixture::NOW).await.unwrap();
    assert_eq!(db.counts().await["child"], 3);
}

#[tokio::test]
async fn migrations_by_hand_run_with_foreign_keys_on() {
    let db = Db::at(&item(Field::int())).await;
    let delete = SqlMigration::new("m1", "DELETE FROM item WHERE id = 'row1'");
    let to = item(Field::int().default(1)).with(Owner::plugin("cleaner"), Box::new(delete));
    let options = Options::default();
    let applied = nevr_migrate::push(&db.connection, &to, options, crate::fixture::NOW).await;
    let applied = applied.unwrap();
    assert_eq!((applied.steps.is_empty(), applied.migrations.len()), (false, 1));
    assert_eq!(db.counts().await["child"], 2);
    assert!(db.status(&to).await.is_current());
}

#[tokio::test]
async fn foreign_keys_are_on_afterwards_on_every_connection() {
    let db = Db::at(&item(Field::int())).await;
    db.push(&item(Field::int().default(1))).await.unwrap();
    assert_eq!(db.number("PRAGMA foreign_keys").await, 1);
    assert_eq!(db.number("PRAGMA legacy_alter_table").await, 0);
}

#[tokio::test]
async fn a_database_in_memory_is_rebuilt_too() {
    let connection = sea_orm::Database::connect("sqlite::memory:").await.unwrap();
    let options = Options::default();
    let push = async |target| {
        nevr_migrate::push(&connection, &target, options, crate::fixture::NOW).await.unwrap()
    };
    push(item(Field::int())).await;
    assert!(!push(item(Field::int().optional())).await.is_empty());
    assert!(push(item(Field::int().optional())).await.is_empty());
}

#[tokio::test]
async fn dropping_a_field_with_a_reference_leaves_no_row_behind() {
    let db = Db::at(&item(Field::belongs_to("item").optional())).await;
    let error = db.push(&crate::migrate::schemas::plain_item()).await.unwrap_err();
    assert_eq!(reasons(error), [("item.valueId".to_owned(), Reason::WouldLose { rows: 3 })]);
}
