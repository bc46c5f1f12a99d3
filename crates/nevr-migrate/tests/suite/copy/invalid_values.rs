//! Rows that can't be copied are named, and no row is copied.

use nevr_core::testing::{Engine, TestDatabase};
use nevr_migrate::copy::{CopyError, InvalidValue};

use crate::copy::{
    copying::{copy_to, filled, row_count, rows, status_of},
    pair::{Pair, on_every_pair},
    schemas::all,
};

/// Returns the error of copying a source after this statement, and checks that the target has no
/// rows.
async fn said(pair: Pair, sql: &str) -> String {
    let (from, to) = (pair.source(), pair.target());
    filled(&from, &all(), rows()).await;
    assert!(from.execute(sql).await > 0, "{sql} changes something");
    said_of(&from, &to).await
}

async fn said_of(from: &TestDatabase, to: &TestDatabase) -> String {
    let error = copy_to(from, to).await.unwrap_err();
    assert_eq!(row_count(to).await, 0);
    error.to_string()
}

/// The value is in a table that is filled late, when other rows have been written.
async fn json_that_holds_nul_is_named_and_nothing_arrives(pair: Pair) {
    let nul = r#"{"a":"\u0000"}"#;
    let written = if pair.from == Engine::Mysql { nul.replace('\\', r"\\") } else { nul.into() };
    let sql = format!(r#"UPDATE "order" SET "extra" = '{written}' WHERE "id" = 'n3'"#);
    let expected = "`order.extra` of the row `n3` is not JSON that every database can store";
    assert_eq!(said(pair, &sql).await, expected);
}

async fn what_only_this_engine_can_hold_is_named(pair: Pair) {
    let cases: &[(&str, &str)] = match pair.from {
        Engine::Sqlite => &[
            (
                r#"UPDATE "order" SET "text" = 'a' || char(0) || 'b' WHERE "id" = 'n3'"#,
                "`order.text` of the row `n3` holds a NUL character, which not every database can \
                 store",
            ),
            (
                r#"UPDATE "order" SET "title" = printf('%256s', 'x') WHERE "id" = 'n3'"#,
                "`order.title` of the row `n3` has more than 255 characters",
            ),
            (
                r#"UPDATE "order" SET "rank" = 'many' WHERE "id" = 'n3'"#,
                "`order.rank` of the row `n3` holds something that is not of the field's type",
            ),
            (
                r#"UPDATE "order" SET "due" = '0000-01-01T00:30:00+01:00' WHERE "id" = 'n3'"#,
                "`order.due` of the row `n3` is outside of the years 0 to 9999",
            ),
            (
                r#"UPDATE "order" SET "due" = 'tomorrow' WHERE "id" = 'n3'"#,
                "`order.due` of the row `n3` holds something that is not of the field's type",
            ),
            (
                r#"UPDATE "order" SET "id" = x'00ff' WHERE "id" = 'n3'"#,
                "`order.id` of the row `` holds something that is not of the field's type",
            ),
            (
                r#"PRAGMA foreign_keys = OFF; DELETE FROM "user" WHERE "id" = 'u2'"#,
                "`session.userId` of the row",
            ),
        ],
        Engine::Postgresql => &[
            (
                r#"UPDATE "order" SET "due" = 'infinity' WHERE "id" = 'n3'"#,
                "`order.due` of the row `n3` is outside of the years 0 to 9999",
            ),
            (
                r#"UPDATE "order" SET "due" = '10000-01-01 00:00:00+00' WHERE "id" = 'n3'"#,
                "`order.due` of the row `n3` is outside of the years 0 to 9999",
            ),
        ],
        Engine::Mysql => &[
            (
                r#"UPDATE "order" SET "text" = 'a\0b' WHERE "id" = 'n3'"#,
                "`order.text` of the row `n3` holds a NUL character, which not every database can \
                 store",
            ),
            (
                r#"UPDATE "order" SET "extra" = '{' WHERE "id" = 'n3'"#,
                "`order.extra` of the row `n3` is not JSON that every database can store",
            ),
        ],
    };
    for (sql, expected) in cases {
        let said = said(pair, sql).await;
        assert!(said.starts_with(expected), "{said}");
    }
}

async fn a_failure_is_mended_and_the_copy_tried_again(pair: Pair) {
    let (from, to) = (pair.source(), pair.target());
    filled(&from, &all(), rows()).await;
    let nul = if pair.from == Engine::Mysql { r#""\\u0000""# } else { r#""\u0000""# };
    from.execute(&format!(r#"UPDATE "order" SET "extra" = '{nul}' WHERE "id" = 'n3'"#)).await;
    let error = copy_to(&from, &to).await.unwrap_err();
    assert!(
        matches!(error, CopyError::InvalidValue { problem: InvalidValue::Json, .. }),
        "{error}"
    );
    from.execute(r#"UPDATE "order" SET "extra" = NULL WHERE "id" = 'n3'"#).await;
    copy_to(&from, &to).await.unwrap();
    assert_eq!(row_count(&to).await, row_count(&from).await);
}

/// Tables that can't be undone stay, and are recorded as unfinished.
async fn what_a_failed_copy_leaves_is_not_taken_for_a_database_of_the_app(pair: Pair) {
    let (from, to, third) = (pair.source(), pair.target(), pair.source());
    filled(&from, &all(), rows()).await;
    let nul = if pair.from == Engine::Mysql { r#""\\u0000""# } else { r#""\u0000""# };
    from.execute(&format!(r#"UPDATE "order" SET "extra" = '{nul}' WHERE "id" = 'n3'"#)).await;
    said_of(&from, &to).await;
    let status = status_of(&to, &all()).await;
    assert!(!status.is_current(), "{status}");
    assert_eq!(status.unfinished, pair.to == Engine::Mysql);
    let error = copy_to(&to, &third).await.unwrap_err();
    match pair.to {
        Engine::Mysql => assert!(matches!(error, CopyError::Unfinished), "{error}"),
        _ => assert!(matches!(error, CopyError::NothingToCopy), "{error}"),
    }
}

on_every_pair!(
    what_a_failed_copy_leaves_is_not_taken_for_a_database_of_the_app,
    json_that_holds_nul_is_named_and_nothing_arrives,
    what_only_this_engine_can_hold_is_named,
    a_failure_is_mended_and_the_copy_tried_again,
);
