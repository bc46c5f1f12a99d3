//! What a copy contains.

use nevr_schema::{Owner, Record};

use crate::{
    copy::{
        copying::{copy_to, everything, filled, pushed, row_count, rows, status_of},
        pair::{Pair, on_every_pair},
        schemas::{all, auth, circle, guests, notes},
    },
    fixture::target,
};

async fn everything_arrives_as_it_was(pair: Pair) {
    let (from, to) = (pair.source(), pair.target());
    filled(&from, &all(), rows()).await;
    let copied = copy_to(&from, &to).await.unwrap();
    let schema = all().schema;
    assert_eq!(everything(&to, &schema).await, everything(&from, &schema).await);
    let tables: Vec<(&str, u64)> =
        copied.tables.iter().map(|table| (table.name.as_str(), table.rows)).collect();
    let counts = from.rows().await;
    assert_eq!(tables.len(), 4);
    assert!(tables.iter().all(|(name, rows)| counts[*name] == *rows), "{tables:?}");
    assert_eq!(copied.rows(), row_count(&to).await);
    assert!(copied.foreign.is_empty() && copied.ran.is_empty() && copied.only_recorded.is_empty());
}

async fn the_tables_are_those_of_a_push_and_count_as_migrated(pair: Pair) {
    let (from, to, fresh) = (pair.source(), pair.target(), pair.target());
    filled(&from, &all(), rows()).await;
    copy_to(&from, &to).await.unwrap();
    let status = status_of(&to, &all()).await;
    assert!(status.is_current(), "{status}");
    pushed(&fresh, &all()).await;
    assert_eq!(
        to.tables().await.keys().collect::<Vec<_>>(),
        fresh.tables().await.keys().collect::<Vec<_>>()
    );
    // Copied back to its first engine, every value is the same.
    let back = pair.source();
    copy_to(&to, &back).await.unwrap();
    let schema = all().schema;
    assert_eq!(everything(&back, &schema).await, everything(&from, &schema).await);
    assert_eq!(back.rows().await, from.rows().await);
}

async fn a_target_that_was_pushed_is_filled(pair: Pair) {
    let (from, to) = (pair.source(), pair.target());
    filled(&from, &all(), rows()).await;
    pushed(&to, &all()).await;
    let before = to.tables().await;
    copy_to(&from, &to).await.unwrap();
    assert_eq!(to.tables().await, before, "tables stay what they were, foreign keys included");
    let schema = all().schema;
    assert_eq!(everything(&to, &schema).await, everything(&from, &schema).await);
}

async fn what_belongs_to_plugins_that_are_switched_off_arrives_too(pair: Pair) {
    let (from, to) = (pair.source(), pair.target());
    filled(&from, &all(), rows()).await;
    let fewer = || target(vec![auth(), notes()]);
    pushed(&from, &fewer()).await;
    let copied = copy_to(&from, &to).await.unwrap();
    let points = copied.tables.iter().find(|table| table.name == "points").unwrap();
    assert_eq!((&points.owner, points.rows), (&Owner::plugin("points"), 10));
    let status = status_of(&to, &fewer()).await;
    let dormant: Vec<&str> = status.dormant.iter().map(|it| it.owner.as_str()).collect();
    assert!(status.is_current());
    assert_eq!(dormant, ["auth.anonymous", "points"]);
    // When the plugins are switched on again, all their rows are there.
    pushed(&to, &all()).await;
    let schema = all().schema;
    assert_eq!(everything(&to, &schema).await, everything(&from, &schema).await);
}

async fn more_rows_than_are_read_at_once_arrive(pair: Pair) {
    let (from, to) = (pair.source(), pair.target());
    let target = target(vec![auth(), guests()]);
    // Full pages, and ids that databases may sort differently.
    let ids = (0..1000).map(|at| format!("{}{at}", ["a", "B", "é", "Z", "_"][at % 5]));
    let users = ids.map(|id| ("user", Record::new().with("id", id).with("name", "n")));
    filled(&from, &target, users.collect()).await;
    assert_eq!(copy_to(&from, &to).await.unwrap().rows(), 1000);
    assert_eq!(everything(&to, &target.schema).await, everything(&from, &target.schema).await);
}

async fn an_empty_database_is_carried_over_too(pair: Pair) {
    let (from, to) = (pair.source(), pair.target());
    pushed(&from, &all()).await;
    assert_eq!(copy_to(&from, &to).await.unwrap().rows(), 0);
    assert_eq!(to.rows().await, from.rows().await);
}

async fn tables_that_refer_to_each_other_arrive(pair: Pair) {
    let (from, to, fresh) = (pair.source(), pair.target(), pair.target());
    let target = target(vec![circle()]);
    let author = |id: &str| ("author", Record::new().with("id", id));
    let book = |id: &str, by: &str| ("book", Record::new().with("id", id).with("authorId", by));
    let rows = vec![author("ann"), author("bob"), book("one", "bob"), book("two", "ann")];
    filled(&from, &target, rows).await;
    from.execute(r#"UPDATE "author" SET "bookId" = 'two' WHERE "id" = 'bob'"#).await;
    from.execute(r#"UPDATE "author" SET "bookId" = 'one' WHERE "id" = 'ann'"#).await;
    copy_to(&from, &to).await.unwrap();
    assert_eq!(everything(&to, &target.schema).await, everything(&from, &target.schema).await);
    pushed(&fresh, &target).await;
    assert_eq!(to.tables().await, fresh.tables().await, "the foreign keys are as strict as before");
}

on_every_pair!(
    everything_arrives_as_it_was,
    the_tables_are_those_of_a_push_and_count_as_migrated,
    a_target_that_was_pushed_is_filled,
    what_belongs_to_plugins_that_are_switched_off_arrives_too,
    more_rows_than_are_read_at_once_arrive,
    an_empty_database_is_carried_over_too,
    tables_that_refer_to_each_other_arrive,
);
