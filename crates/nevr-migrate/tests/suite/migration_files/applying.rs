//! Writing migrations and applying them.

use std::fs;

use nevr_core::testing::on_every_database;
use nevr_migrate::files::{Done, MigrateOptions};

use crate::{
    fixture::target,
    migration_files::{
        project::Project,
        targets::{items, labelling, points, with_cart, with_points},
    },
};

on_every_database!(
    the_first_migration_makes_the_tables_and_is_applied,
    a_second_run_has_nothing_to_do,
    the_next_migration_is_the_difference_and_keeps_the_rows,
    another_database_gets_all_of_them_in_their_order,
    a_dry_run_says_the_same_and_changes_nothing,
    what_is_written_and_not_applied_needs_no_database,
    an_edited_statement_runs_once,
    a_migration_by_hand_runs_at_its_line_and_once,
    one_of_a_plugin_that_is_switched_off_runs_when_it_is_back,
    one_that_its_plugin_does_not_have_is_refused_before_the_first_statement,
    what_a_plugin_that_is_switched_off_left_stays,
    a_loss_is_refused_with_its_rows_until_it_is_accepted,
    rows_in_the_way_are_found_before_anything_is_written,
    many_at_once_run_each_migration_once,
);

fn names(done: &[Done]) -> Vec<String> {
    done.iter().map(ToString::to_string).collect()
}

async fn the_first_migration_makes_the_tables_and_is_applied() {
    let project = Project::new();
    let migrated = project.migrate(&with_points()).await;
    assert_eq!(names(&migrated.done), ["applied 20260131120100_init"]);
    assert!(project.tables().await.keys().eq(["entry", "item"]));
    project.is_current(&with_points()).await;
    let mut files: Vec<_> = fs::read_dir(&project.files()[0].folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(
        files,
        [
            "down.mysql.sql",
            "down.postgresql.sql",
            "down.sqlite.sql",
            "schema.json",
            "up.mysql.sql",
            "up.postgresql.sql",
            "up.sqlite.sql"
        ]
    );
}

async fn a_second_run_has_nothing_to_do() {
    let project = Project::new();
    project.migrate(&items()).await;
    assert!(project.migrate(&items()).await.is_empty());
    assert_eq!(project.files().len(), 1);
}

async fn the_next_migration_is_the_difference_and_keeps_the_rows() {
    let project = Project::new();
    project.migrate(&items()).await;
    project.put("a").await;
    let migrated = project.migrate(&with_points()).await;
    assert_eq!(names(&migrated.done), ["applied 20260131120200_change_shop_points"]);
    assert_eq!(project.number("SELECT points FROM item").await, 7);
    project.is_current(&with_points()).await;
}

async fn another_database_gets_all_of_them_in_their_order() {
    let project = Project::new();
    project.migrate(&items()).await;
    project.migrate(&with_cart()).await;
    let other = project.elsewhere();
    let done = other.apply(&with_cart()).await.unwrap();
    assert_eq!(
        names(&done),
        ["applied 20260131120100_init", "applied 20260131120200_create_table_cart"]
    );
    assert_eq!(other.tables().await, project.tables().await);
    assert_eq!(other.apply(&with_cart()).await.unwrap(), []);
}

async fn a_dry_run_says_the_same_and_changes_nothing() {
    let project = Project::new();
    project.migrate(&items()).await;
    let dry = MigrateOptions::default().dry_run(true);
    let planned = project.migrate_with(&with_points(), &dry).await.unwrap();
    assert_eq!(project.files().len(), 1);
    assert!(project.tables().await.keys().eq(["item"]));
    let done = project.migrate(&with_points()).await;
    assert_eq!(done.steps, planned.steps);
    assert!(planned.done.is_empty() && planned.written.is_none());
}

async fn what_is_written_and_not_applied_needs_no_database() {
    let project = Project::new();
    let created = project.create(&items(), "first");
    assert_eq!(created.written.unwrap().name.as_str(), "20260131120100_first");
    assert_eq!(project.state(&items()).await.pending.len(), 1);
    project.apply(&items()).await.unwrap();
    project.is_current(&items()).await;
    // An empty migration is filled by hand.
    let created = project.create(&items(), "tidy-up");
    assert_eq!(created.written.unwrap().name.as_str(), "20260131120300_tidy-up");
    assert_eq!(names(&project.apply(&items()).await.unwrap()), ["applied 20260131120300_tidy-up"]);
}

async fn an_edited_statement_runs_once() {
    let project = Project::new();
    project.migrate(&items()).await;
    project.put("a").await;
    project.create(&items(), "edit");
    project.edit(1, |text| format!("{text}\nUPDATE item SET label = concat(label, '!;')"));
    if project.provider().name() == "sqlite" {
        project.edit(1, |text| text.replace("concat(label, '!;')", "label || '!;'"));
    }
    project.apply(&items()).await.unwrap();
    project.apply(&items()).await.unwrap();
    assert_eq!(project.labelled("x!;").await, 1);
}

async fn a_migration_by_hand_runs_at_its_line_and_once() {
    let project = Project::new();
    project.migrate(&items()).await;
    project.put("a").await;
    let target = labelling(with_points(), "label", "seen");
    let migrated = project.migrate(&target).await;
    assert_eq!(migrated.by_hand.len(), 1);
    let text = fs::read_to_string(project.file(1, "up")).unwrap();
    assert!(text.ends_with("\n-- nevr: run migration shop.points/label\n"), "{text}");
    assert_eq!(project.labelled("seen").await, 1);
    project.put("b").await;
    assert!(project.migrate(&target).await.is_empty());
    assert_eq!(project.labelled("seen").await, 1);
    project.is_current(&target).await;
}

async fn one_of_a_plugin_that_is_switched_off_runs_when_it_is_back() {
    let project = Project::new();
    let target = labelling(with_points(), "label", "seen");
    project.migrate(&target).await;
    let other = project.elsewhere();
    other.apply(&items()).await.unwrap();
    other.put("a").await;
    assert_eq!(other.labelled("seen").await, 0);
    assert!(!other.state(&target).await.is_current());
    assert_eq!(names(&other.apply(&target).await.unwrap()), ["ran migration shop.points/label"]);
    assert_eq!(other.labelled("seen").await, 1);
    other.is_current(&target).await;
}

async fn one_that_its_plugin_does_not_have_is_refused_before_the_first_statement() {
    let project = Project::new();
    project.migrate(&labelling(with_points(), "label", "seen")).await;
    let other = project.elsewhere();
    let error = other.apply(&with_points()).await.unwrap_err().to_string();
    assert!(error.contains("20260131120100_init names shop.points/label"), "{error}");
    assert!(other.tables().await.is_empty());
}

async fn what_a_plugin_that_is_switched_off_left_stays() {
    let project = Project::new();
    project.migrate(&with_points()).await;
    let before = project.tables().await;
    assert!(project.migrate(&items()).await.is_empty());
    project.migrate(&with_cart()).await;
    let after = project.tables().await;
    assert_eq!(after["item"], before["item"]);
    assert_eq!(after["entry"], before["entry"]);
    let other = project.elsewhere();
    other.apply(&with_cart()).await.unwrap();
    assert_eq!(other.tables().await, after);
    project.is_current(&with_cart()).await;
}

async fn a_loss_is_refused_with_its_rows_until_it_is_accepted() {
    let project = Project::new();
    project.migrate(&with_points()).await;
    project.put("a").await;
    let without = target(vec![{
        let mut schema = nevr_schema::SchemaBuilder::new(crate::migration_files::targets::shop());
        schema.entity("item").field("label", nevr_schema::Field::string());
        schema
    }])
    .with_plugin(points());
    let error = project.refused(&without).await.to_string();
    assert!(error.contains("column item.points (shop.points): 1 row holds a value"), "{error}");
    assert_eq!(project.files().len(), 1, "nothing is written");
    let migrated = project.migrate_lossy(&without).await;
    assert_eq!(migrated.losses.len(), 3, "{:?}", migrated.losses);
    assert!(project.tables().await.keys().eq(["item"]));
    assert_eq!(project.rows("item").await, 1);
    project.is_current(&without).await;
}

async fn rows_in_the_way_are_found_before_anything_is_written() {
    let project = Project::new();
    project.migrate(&items()).await;
    project.put("a").await;
    project.put("b").await;
    let unique = target(vec![{
        let mut schema = nevr_schema::SchemaBuilder::new(crate::migration_files::targets::shop());
        schema.entity("item").field("label", nevr_schema::Field::string().unique());
        schema
    }]);
    let error = project.refused(&unique).await.to_string();
    assert!(error.contains("1 value occurs in 2 rows"), "{error}");
    assert_eq!(project.files().len(), 1);
    project.is_current(&items()).await;
}

async fn many_at_once_run_each_migration_once() {
    let target = || labelling(with_points(), "label", "seen");
    let written = Project::new();
    written.migrate(&items()).await;
    written.migrate(&target()).await;
    let project = written.elsewhere();
    // The SQLite file exists before the threads open it.
    project.open().await.close().await;
    let started: Vec<_> = (0..4)
        .map(|_| {
            let (url, files) = (project.database.url(), project.files());
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                runtime.unwrap().block_on(async {
                    let options = nevr_core::store::DatabaseOptions::default();
                    let db = nevr_core::store::Database::open(&url, options).await.unwrap();
                    let now = nevr_schema::env::Timestamp::from_millis(0);
                    let connection = db.schema_connection();
                    let done = nevr_migrate::files::apply(connection, &target(), &files, now).await;
                    db.close().await;
                    done.unwrap_or_else(|error| panic!("{error}"))
                })
            })
        })
        .collect();
    let done = started.into_iter().flat_map(|thread| names(&thread.join().unwrap()));
    let mut done: Vec<_> = done.collect();
    done.sort();
    assert_eq!(done, ["applied 20260131120100_init", "applied 20260131120200_change_shop_points"]);
    project.is_current(&target()).await;
}
