//! Databases that were pushed, and databases that were changed by hand.

use nevr_core::testing::on_every_database;
use nevr_migrate::files::{Done, FilesError};

use crate::{
    fixture::target,
    migration_files::{
        project::Project,
        targets::{items, labelling, renamed, with_cart, with_points},
    },
};

on_every_database!(
    a_pushed_database_is_the_baseline_and_nothing_runs,
    what_is_pending_is_adopted_as_far_as_the_database_is,
    pushed_further_than_the_files_lead_all_is_adopted,
    migrations_by_hand_that_a_push_ran_do_not_run_again,
    a_rename_that_was_pushed_is_adopted,
    what_somebody_changed_is_drift_and_is_listed,
    what_nevr_did_not_make_is_no_drift,
    a_half_pushed_schema_is_drift,
);

fn adopted(done: &[Done]) -> usize {
    assert!(done.iter().all(|done| matches!(done, Done::Adopted(_))), "{done:?}");
    done.len()
}

async fn a_pushed_database_is_the_baseline_and_nothing_runs() {
    let project = Project::new();
    project.push(&with_points()).await;
    project.put("a").await;
    let before = project.tables().await;
    let migrated = project.migrate(&with_points()).await;
    assert_eq!(adopted(&migrated.done), 1);
    assert_eq!(project.tables().await, before);
    assert_eq!(project.rows("item").await, 1);
    project.is_current(&with_points()).await;
    let other = project.elsewhere();
    other.apply(&with_points()).await.unwrap();
    other.is_current(&with_points()).await;
}

async fn what_is_pending_is_adopted_as_far_as_the_database_is() {
    let written = Project::new();
    written.migrate(&items()).await;
    written.migrate(&with_points()).await;
    let project = written.elsewhere();
    project.push(&items()).await;
    assert!(project.state(&with_points()).await.adoptable);
    let done = project.apply(&with_points()).await.unwrap();
    assert!(matches!(&done[..], [Done::Adopted(_), Done::Ran(_)]), "{done:?}");
    project.is_current(&with_points()).await;
    let all = written.elsewhere();
    all.push(&with_points()).await;
    assert_eq!(adopted(&all.apply(&with_points()).await.unwrap()), 2);
}

async fn pushed_further_than_the_files_lead_all_is_adopted() {
    let written = Project::new();
    written.migrate(&items()).await;
    let project = written.elsewhere();
    project.push(&with_cart()).await;
    assert_eq!(adopted(&project.migrate(&with_cart()).await.done), 2);
    project.is_current(&with_cart()).await;
}

async fn migrations_by_hand_that_a_push_ran_do_not_run_again() {
    let project = Project::new();
    let target = labelling(with_points(), "label", "seen");
    project.push(&target).await;
    project.put("a").await;
    let migrated = project.migrate(&target).await;
    assert_eq!(adopted(&migrated.done), 1);
    assert_eq!(migrated.by_hand.len(), 1);
    assert_eq!(project.labelled("seen").await, 0);
    project.is_current(&target).await;
}

async fn a_rename_that_was_pushed_is_adopted() {
    let project = Project::new();
    project.migrate(&items()).await;
    project.put("a").await;
    project.push(&renamed()).await;
    assert_eq!(adopted(&project.migrate(&renamed()).await.done), 1);
    assert_eq!(project.number("SELECT count(title) FROM item").await, 1);
    project.is_current(&renamed()).await;
}

async fn what_somebody_changed_is_drift_and_is_listed() {
    let project = Project::new();
    project.migrate(&with_points()).await;
    project.database.execute("ALTER TABLE \"entry\" RENAME TO \"entries\"").await;
    assert_eq!(project.state(&with_points()).await.drift, ["the table entry is not there"]);
    let both = {
        let mut app = nevr_schema::SchemaBuilder::new(nevr_schema::Owner::App);
        app.entity("cart").field("note", nevr_schema::Field::text().optional());
        let mut shop = nevr_schema::SchemaBuilder::new(crate::migration_files::targets::shop());
        shop.entity("item").field("label", nevr_schema::Field::string());
        target(vec![shop, app])
    };
    let error = project.refused(&both).await;
    assert!(matches!(error, FilesError::Drift(_)), "{error}");
    assert!(error.to_string().contains("the table entry is not there"), "{error}");
    assert!(error.help().is_some());
    assert_eq!(project.files().len(), 1, "nothing is written");
}

async fn what_nevr_did_not_make_is_no_drift() {
    let project = Project::new();
    project.migrate(&items()).await;
    project.database.execute("CREATE TABLE \"log\" (\"line\" varchar(255))").await;
    project.database.execute("ALTER TABLE \"item\" ADD COLUMN \"mark\" integer").await;
    project.database.execute("CREATE INDEX \"mark_idx\" ON \"item\" (\"mark\")").await;
    project.migrate(&with_cart()).await;
    assert!(project.tables().await.contains_key("log"));
    project.is_current(&with_cart()).await;
}

async fn a_half_pushed_schema_is_drift() {
    let written = Project::new();
    written.migrate(&with_points()).await;
    let project = written.elsewhere();
    project.push(&items()).await;
    let error = project.apply(&with_points()).await.unwrap_err();
    assert!(matches!(error, FilesError::Drift(_)), "{error}");
    assert!(project.tables().await.keys().eq(["item"]));
}
