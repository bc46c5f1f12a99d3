//! Rolling migrations back.

use std::fs;

use nevr_core::testing::{Engine, on_every_database};
use nevr_migrate::{
    SqlMigration,
    files::{self, FilesError},
};
use sea_orm::ConnectionTrait;

use crate::{
    fixture::number,
    migration_files::{
        project::Project,
        targets::{items, labelling, points, renamed, with_cart, with_points},
    },
};

on_every_database!(
    the_last_one_is_taken_back_and_can_be_applied_again,
    several_are_taken_back_the_latest_first,
    a_rename_is_taken_back_and_the_values_stay,
    what_would_be_lost_is_named_with_its_rows,
    migrations_by_hand_go_first_and_backwards,
    one_by_hand_that_cannot_be_taken_back_is_refused_by_name,
    without_migrations_there_is_nothing_to_take_back,
    a_plugin_that_is_switched_off_is_dropped_by_a_migration,
    a_table_that_was_added_by_hand_stays_while_it_is_in_use,
    a_table_that_comes_into_use_while_the_lock_is_waited_for_stays,
);

async fn the_last_one_is_taken_back_and_can_be_applied_again() {
    let project = Project::new();
    project.migrate(&items()).await;
    let before = project.tables().await;
    project.migrate(&with_cart()).await;
    let after = project.tables().await;
    let back = project.rollback(&with_cart(), 1, false).await.unwrap();
    assert_eq!(back.migrations.len(), 1);
    assert_eq!(project.tables().await, before);
    project.apply(&with_cart()).await.unwrap();
    assert_eq!(project.tables().await, after);
    project.is_current(&with_cart()).await;
}

async fn several_are_taken_back_the_latest_first() {
    let project = Project::new();
    project.migrate(&items()).await;
    project.migrate(&with_points()).await;
    let back = project.rollback(&with_points(), 9, false).await.unwrap();
    let names: Vec<_> = back.migrations.iter().map(ToString::to_string).collect();
    assert_eq!(names, ["20260131120200_change_shop_points", "20260131120100_init"]);
    assert!(project.tables().await.is_empty());
    project.apply(&with_points()).await.unwrap();
    project.is_current(&with_points()).await;
}

async fn a_rename_is_taken_back_and_the_values_stay() {
    let project = Project::new();
    project.migrate(&items()).await;
    project.put("a").await;
    project.migrate(&renamed()).await;
    assert_eq!(project.number("SELECT count(*) FROM item WHERE title = 'x'").await, 1);
    project.is_current(&renamed()).await;
    project.rollback(&renamed(), 1, false).await.unwrap();
    assert_eq!(project.labelled("x").await, 1);
    project.apply(&renamed()).await.unwrap();
    project.is_current(&renamed()).await;
}

async fn what_would_be_lost_is_named_with_its_rows() {
    let project = Project::new();
    project.migrate(&items()).await;
    project.put("a").await;
    project.migrate(&with_points()).await;
    let before = project.tables().await;
    let error = project.rollback(&with_points(), 1, false).await.unwrap_err();
    assert!(matches!(error, FilesError::Lossy { .. }), "{error}");
    let words = "column item.points (shop.points): 1 row holds a value";
    assert!(error.to_string().contains(words), "{error}");
    assert_eq!(project.tables().await, before);
    let back = project.rollback(&with_points(), 1, true).await.unwrap();
    assert_eq!(back.losses.len(), 1);
    assert_eq!(project.rows("item").await, 1);
}

async fn migrations_by_hand_go_first_and_backwards() {
    let project = Project::new();
    project.migrate(&items()).await;
    project.put("a").await;
    let target = labelling(labelling(with_points(), "one", "first"), "two", "second");
    project.migrate(&target).await;
    assert_eq!(project.labelled("second").await, 1);
    project.rollback(&target, 1, true).await.unwrap();
    assert_eq!(project.labelled("not first").await, 1);
    project.apply(&target).await.unwrap();
    assert_eq!(project.labelled("second").await, 1);
}

async fn one_by_hand_that_cannot_be_taken_back_is_refused_by_name() {
    let project = Project::new();
    project.migrate(&items()).await;
    let label = SqlMigration::new("label", "UPDATE item SET label = 'seen'");
    let target = with_points().with(points(), Box::new(label));
    project.migrate(&target).await;
    let before = project.tables().await;
    let error = project.rollback(&target, 1, true).await.unwrap_err();
    assert!(error.to_string().starts_with("migration shop.points/label can't be"), "{error}");
    assert_eq!(project.tables().await, before);
}

async fn without_migrations_there_is_nothing_to_take_back() {
    let project = Project::new();
    project.create(&items(), "first");
    assert_eq!(project.rollback(&items(), 1, false).await.unwrap(), files::Rollback::default());
}

async fn a_plugin_that_is_switched_off_is_dropped_by_a_migration() {
    let project = Project::new();
    let target = labelling(with_points(), "label", "seen");
    project.migrate(&target).await;
    project.put("a").await;
    let db = project.open().await;
    let now = nevr_schema::env::Timestamp::from_millis(1_769_870_000_000);
    let connection = db.schema_connection();
    let written = files::drop_owner(connection, &items(), &project.folder(), &points(), now).await;
    db.close().await;
    let written = written.unwrap().unwrap();
    assert!(written.name.as_str().ends_with("_drop_shop_points"), "{}", written.name);
    assert!(project.tables().await.keys().eq(["item"]));
    project.is_current(&items()).await;
    // Switched on again, the plugin starts afresh, and so do its migrations by hand.
    project.migrate(&target).await;
    assert_eq!(project.labelled("seen").await, 1);
    project.is_current(&target).await;
    let other = project.elsewhere();
    other.apply(&target).await.unwrap();
    other.is_current(&target).await;
}

async fn a_table_that_was_added_by_hand_stays_while_it_is_in_use() {
    let project = Project::new();
    project.migrate(&items()).await;
    project.create(&items(), "audit");
    project.edit(1, |text| format!("{text}\nCREATE TABLE audit (id integer);"));
    fs::write(project.file(1, "down"), "DROP TABLE audit;").unwrap();
    project.apply(&items()).await.unwrap();
    project.database.execute("INSERT INTO audit (id) VALUES (1)").await;
    let error = project.rollback(&items(), 1, false).await.unwrap_err();
    assert!(matches!(error, FilesError::Lossy { .. }), "{error}");
    assert!(error.to_string().contains("table audit (app): 1 row"), "{error}");
    assert_eq!(project.rows("audit").await, 1);
    let back = project.rollback(&items(), 1, true).await.unwrap();
    assert_eq!(back.losses.len(), 1);
    assert!(!project.tables().await.contains_key("audit"));
}

/// Takes the lock of migrations as another process would, and releases it.
const LOCKS: [[&str; 2]; 2] = [
    [
        "SELECT pg_advisory_lock(1852142194, hashtext(current_schema()))",
        "SELECT pg_advisory_unlock(1852142194, hashtext(current_schema()))",
    ],
    [
        "SELECT GET_LOCK(CONCAT('nevr_migrate_', DATABASE()), 60)",
        "SELECT RELEASE_LOCK(CONCAT('nevr_migrate_', DATABASE()))",
    ],
];

/// On SQLite the lock is the writer's: nobody writes while it is waited for.
async fn a_table_that_comes_into_use_while_the_lock_is_waited_for_stays() {
    let project = Project::new();
    project.migrate(&items()).await;
    project.migrate(&with_cart()).await;
    let (at, waiting) = match project.database.engine() {
        Engine::Sqlite => return,
        Engine::Postgresql => (
            0,
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted \
             AND objid = hashtext(current_schema())::bigint & 4294967295",
        ),
        Engine::Mysql => (
            1,
            "SELECT count(*) FROM information_schema.PROCESSLIST \
             WHERE STATE = 'User lock' AND DB = DATABASE()",
        ),
    };
    let [lock, unlock] = LOCKS[at];
    let other = project.database.connect().await;
    other.execute_unprepared(lock).await.unwrap();
    let meanwhile = async {
        let watching = project.database.connect().await;
        while number(&watching, waiting).await == 0 {}
        watching.close().await.unwrap();
        project.database.execute(r#"INSERT INTO "cart" ("id") VALUES ('new')"#).await;
        other.execute_unprepared(unlock).await.unwrap();
    };
    let with_cart = with_cart();
    let (rolled_back, ()) = tokio::join!(project.rollback(&with_cart, 1, false), meanwhile);
    let error = rolled_back.unwrap_err();
    assert!(matches!(error, FilesError::Lossy { .. }), "{error}");
    assert_eq!(project.rows("cart").await, 1);
}
