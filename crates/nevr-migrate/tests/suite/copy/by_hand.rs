//! Migrations by hand of plugins, in a copy.

use nevr_core::testing::TestDatabase;
use nevr_migrate::{MigrationId, PluginMigration, SqlMigration, Target, copy::Silent};
use nevr_schema::{Field, Owner, Record, SchemaBuilder};

use crate::{
    copy::{
        copying::{copy_with, everything, filled, status_of},
        pair::{Pair, on_every_pair},
        schemas::auth,
    },
    fixture::target,
};

// No name here needs quotes, which differ in MySQL.
fn levels() -> SchemaBuilder {
    let mut levels = SchemaBuilder::new(Owner::plugin("levels"));
    levels.entity("level").field("name", Field::string());
    levels
}

fn migration(name: &'static str, sql: &'static str) -> PluginMigration {
    let migration = Box::new(SqlMigration::new(name, sql));
    PluginMigration { owner: Owner::plugin("levels"), migration }
}

/// Creates a view and inserts a row.
fn by_hand() -> Vec<PluginMigration> {
    vec![
        migration("view", "CREATE VIEW best AS SELECT name FROM level"),
        migration("seed", "INSERT INTO level (id, name) VALUES ('one', 'novice')"),
    ]
}

fn whole() -> Target {
    Target { migrations: by_hand(), ..target(vec![auth(), levels()]) }
}

fn ids() -> Vec<MigrationId> {
    by_hand().iter().map(PluginMigration::id).collect()
}

/// Creates a database on which they ran and whose rows have changed since.
async fn source(pair: Pair) -> TestDatabase {
    let from = pair.source();
    filled(&from, &whole(), vec![("level", Record::new().with("id", "two").with("name", "b"))])
        .await;
    from.execute("UPDATE level SET name = 'beginner' WHERE id = 'one'").await;
    from
}

async fn those_of_plugins_that_are_switched_on_run_before_the_rows_come(pair: Pair) {
    let (from, to) = (source(pair).await, pair.target());
    let copied = copy_with(&from, &to, by_hand(), &Silent).await.unwrap();
    assert_eq!((copied.ran, copied.only_recorded), (ids(), vec![]));
    assert_eq!(copied.foreign, ["best"]);
    // The copy has the view that they created, and the source's current rows.
    let schema = whole().schema;
    assert_eq!(everything(&to, &schema).await, everything(&from, &schema).await);
    let status = status_of(&to, &whole()).await;
    assert!(status.is_current() && status.foreign == ["best"], "{status:?}");
}

async fn those_that_did_not_run_on_the_source_do_not_run_on_the_target(pair: Pair) {
    let (from, to) = (source(pair).await, pair.target());
    let mut more = by_hand();
    more.push(migration("broken", "CREATE VIEW worst AS SELECT nothing FROM nowhere"));
    let copied = copy_with(&from, &to, more, &Silent).await.unwrap();
    assert_eq!(copied.ran, ids());
}

async fn those_of_plugins_that_are_switched_off_are_recorded_and_named(pair: Pair) {
    let (from, to) = (source(pair).await, pair.target());
    let copied = copy_with(&from, &to, Vec::new(), &Silent).await.unwrap();
    let mut named = copied.only_recorded;
    named.sort();
    let mut all = ids();
    all.sort();
    assert_eq!((copied.ran, named), (vec![], all.clone()));
    let status = status_of(&to, &whole()).await;
    assert_eq!((status.applied, status.foreign), (all, vec![]));
}

on_every_pair!(
    those_of_plugins_that_are_switched_on_run_before_the_rows_come,
    those_that_did_not_run_on_the_source_do_not_run_on_the_target,
    those_of_plugins_that_are_switched_off_are_recorded_and_named,
);
