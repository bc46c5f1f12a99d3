//! Migrations that stop half-way.

use nevr_core::testing::{Engine, on_every_database};
use nevr_migrate::files::{FilesError, HistoryError};

use crate::migration_files::{project::Project, targets::items};

on_every_database!(
    a_statement_that_fails_is_named_and_what_is_mended_goes_on,
    what_was_done_half_way_must_stay_as_it_is,
    what_was_rolled_back_half_way_must_stay_as_it_is,
    a_table_that_is_not_ours_is_never_taken_for_ours,
    a_migration_that_goes_on_runs_what_sets_the_session_up_again,
);

/// Applies a migration of three statements of which the last one fails.
async fn stopped() -> (Project, FilesError) {
    let project = Project::new();
    project.migrate(&items()).await;
    project.put("a").await;
    project.create(&items(), "tally");
    project.edit(1, |text| {
        format!(
            "{text}\nCREATE TABLE tally (n integer);\nINSERT INTO tally VALUES (1);\n\n\
             -- count what is nowhere\nINSERT INTO tally SELECT n FROM nowhere;\n"
        )
    });
    let error = project.apply(&items()).await.unwrap_err();
    (project, error)
}

fn mend(project: &Project) {
    project.edit(1, |text| text.replace("SELECT n FROM nowhere", "VALUES (2)"));
}

async fn a_statement_that_fails_is_named_and_what_is_mended_goes_on() {
    let (project, error) = stopped().await;
    let text = error.to_string();
    assert!(
        text.starts_with(
            "migration 20260131120200_tally, up file, line 7, count what is nowhere: "
        ),
        "{text}"
    );
    assert!(error.help().unwrap().contains("db:migrate"));
    let state = project.state(&items()).await;
    assert!(!state.is_current());
    let atomic = Engine::current() != Engine::Mysql;
    assert_eq!(project.tables().await.contains_key("tally"), !atomic);
    assert_eq!(state.begun.is_none(), atomic);
    // Another try without a correction changes nothing.
    project.apply(&items()).await.unwrap_err();
    mend(&project);
    project.apply(&items()).await.unwrap();
    assert_eq!(project.number("SELECT count(*) FROM tally").await, 2);
    project.is_current(&items()).await;
}

async fn what_was_done_half_way_must_stay_as_it_is() {
    let (project, _) = stopped().await;
    project.edit(1, |text| text.replace("VALUES (1)", "VALUES (3)"));
    mend(&project);
    let done = project.apply(&items()).await;
    if Engine::current() == Engine::Mysql {
        let error = done.unwrap_err();
        assert!(matches!(error, FilesError::History(HistoryError::ChangedBegun(_))), "{error}");
        project.edit(1, |text| text.replace("VALUES (3)", "VALUES (1)"));
        project.apply(&items()).await.unwrap();
    } else {
        done.unwrap();
    }
    project.is_current(&items()).await;
}

async fn what_was_rolled_back_half_way_must_stay_as_it_is() {
    let project = Project::new();
    project.migrate(&items()).await;
    let applied = &project.files()[0].up.checksum;
    let begun = format!("down stopped after 1 {} {applied}", "a1".repeat(32));
    let sql = format!("UPDATE \"nevr_migration\" SET \"checksum\" = '{begun}'");
    assert_eq!(project.database.execute(&sql).await, 1);
    let error = project.rollback(&items(), 1, true).await.unwrap_err();
    assert!(matches!(error, FilesError::History(HistoryError::ChangedBegun(_))), "{error}");
    assert!(project.tables().await.keys().eq(["item"]));
}

async fn a_table_that_is_not_ours_is_never_taken_for_ours() {
    let project = Project::new();
    project.database.execute("CREATE TABLE item (own integer)").await;
    project.create(&items(), "first");
    for _ in 0..3 {
        let error = project.apply(&items()).await.unwrap_err();
        assert!(error.to_string().contains("create table item (shop)"), "{error}");
    }
    assert!(!project.state(&items()).await.is_current());
}

async fn a_migration_that_goes_on_runs_what_sets_the_session_up_again() {
    if Engine::current() != Engine::Mysql {
        return;
    }
    let project = Project::new();
    project.create(&items(), "first");
    project.edit(0, |text| {
        format!("SET @label = 'set';\n{text}\nINSERT INTO item VALUES ('a', @label);\nSELECT * FROM nowhere;\nINSERT INTO item VALUES ('b', @label)")
    });
    project.apply(&items()).await.unwrap_err();
    project.edit(0, |text| text.replace("SELECT * FROM nowhere;\n", ""));
    project.apply(&items()).await.unwrap();
    assert_eq!(project.labelled("set").await, 2);
}
