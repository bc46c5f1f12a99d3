//! Applied files that were edited, deleted or skipped.

use std::fs;

use nevr_core::testing::on_every_database;
use nevr_migrate::files::{FilesError, HistoryError};

use crate::migration_files::{
    project::Project,
    targets::{items, with_cart, with_points},
};

on_every_database!(
    a_changed_file_is_refused_by_its_name,
    how_lines_end_is_no_change,
    a_file_that_is_gone_is_refused_by_its_name,
    a_file_before_an_applied_one_is_refused,
    the_down_file_may_be_edited,
);

async fn two() -> Project {
    let project = Project::new();
    project.migrate(&items()).await;
    project.migrate(&with_cart()).await;
    project
}

async fn a_changed_file_is_refused_by_its_name() {
    let project = two().await;
    project.edit(0, |text| format!("{text}-- a remark\n"));
    let error = project.refused(&with_points()).await;
    let words = "migration 20260131120100_init was changed after it was applied to this database";
    assert_eq!(error.to_string(), words);
    assert!(error.help().unwrap().contains("restore"));
    assert_eq!(project.files().len(), 2);
}

async fn how_lines_end_is_no_change() {
    let project = two().await;
    project.edit(0, |text| text.replace('\n', "\r\n"));
    assert!(project.migrate(&with_cart()).await.is_empty());
    let other = project.elsewhere();
    other.apply(&with_cart()).await.unwrap();
    assert_eq!(other.tables().await, project.tables().await);
}

async fn a_file_that_is_gone_is_refused_by_its_name() {
    let project = two().await;
    fs::remove_dir_all(&project.files()[1].folder).unwrap();
    let error = project.refused(&with_cart()).await;
    assert!(matches!(error, FilesError::History(HistoryError::Gone(_))), "{error}");
    assert!(error.to_string().contains("20260131120200_create_table_cart"), "{error}");
}

async fn a_file_before_an_applied_one_is_refused() {
    let project = two().await;
    let delete = "DELETE FROM \"nevr_migration\" WHERE \"name\" LIKE '%init'";
    assert_eq!(project.database.execute(delete).await, 1);
    let error = project.refused(&with_cart()).await;
    assert!(matches!(error, FilesError::History(HistoryError::Skipped { .. })), "{error}");
}

async fn the_down_file_may_be_edited() {
    let project = two().await;
    let path = project.file(1, "down");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(path, format!("-- by hand\n{text}")).unwrap();
    assert!(project.migrate(&with_cart()).await.is_empty());
    project.rollback(&with_cart(), 1, false).await.unwrap();
    assert!(project.tables().await.keys().eq(["item"]));
}
