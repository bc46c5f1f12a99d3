//! Times with finer fractions than nevr writes, and booleans that are numbers: other programs wrote
//! them.

use nevr_core::testing::{Engine, TestDatabase};

use crate::copy::{
    copying::{copy_to, filled, row_count, rows},
    pair::{Pair, on_every_pair},
    schemas::all,
};

/// A moment as SQL of an engine, with these digits of a fraction.
fn moment(engine: Engine, fraction: &str) -> String {
    match engine {
        Engine::Sqlite => format!("'2026-01-31T12:00:00.{fraction}Z'"),
        Engine::Postgresql => format!("'2026-01-31 12:00:00.{fraction}+00'"),
        Engine::Mysql => format!("'2026-01-31 12:00:00.{fraction}'"),
    }
}

/// Sets a column of a row of `order`.
async fn set(from: &TestDatabase, column: &str, value: &str) {
    let sql = format!(r#"UPDATE "order" SET "{column}" = {value} WHERE "id" = 'n3'"#);
    assert_eq!(from.execute(&sql).await, 1, "{sql}");
}

/// Returns how many rows hold this value.
async fn holding(db: &TestDatabase, value: &str) -> u64 {
    let sql =
        format!(r#"UPDATE "order" SET "title" = 'found' WHERE "id" = 'n3' AND "due" = {value}"#);
    db.execute(&sql).await
}

async fn microseconds_arrive(pair: Pair) {
    let (from, to) = (pair.source(), pair.target());
    filled(&from, &all(), rows()).await;
    set(&from, "due", &moment(pair.from, "123456")).await;
    copy_to(&from, &to).await.unwrap();
    assert_eq!(holding(&to, &moment(pair.to, "123456")).await, 1);
}

async fn what_is_finer_still_arrives_or_is_named(pair: Pair) {
    if pair.from != Engine::Sqlite {
        return;
    }
    let (from, to) = (pair.source(), pair.target());
    filled(&from, &all(), rows()).await;
    set(&from, "due", &moment(pair.from, "123456789")).await;
    let copied = copy_to(&from, &to).await;
    if pair.to == Engine::Sqlite {
        copied.unwrap();
        assert_eq!(holding(&to, &moment(pair.to, "123456789")).await, 1);
        return;
    }
    let said = copied.unwrap_err().to_string();
    assert!(said.starts_with("`order.due` of the row `n3` has finer fractions"), "{said}");
    assert_eq!(row_count(&to).await, 0);
}

async fn a_boolean_that_is_neither_is_named(pair: Pair) {
    if pair.from == Engine::Postgresql {
        return;
    }
    let (from, to) = (pair.source(), pair.target());
    filled(&from, &all(), rows()).await;
    set(&from, "done", "2").await;
    let said = copy_to(&from, &to).await.unwrap_err().to_string();
    let expected = "`order.done` of the row `n3` holds something that is not of the field's type";
    assert_eq!(said, expected);
    assert_eq!(row_count(&to).await, 0);
}

/// SQLite holds any value in any column.
async fn a_number_with_a_fraction_is_named(pair: Pair) {
    if pair.from != Engine::Sqlite {
        return;
    }
    for (column, value) in [("rank", "1.5"), ("rank", "1e300"), ("done", "0.5"), ("text", "x'ff'")]
    {
        let (from, to) = (pair.source(), pair.target());
        filled(&from, &all(), rows()).await;
        set(&from, column, value).await;
        let said = copy_to(&from, &to).await.unwrap_err().to_string();
        let expected = format!("`order.{column}` of the row `n3` holds something that is not of");
        assert!(said.starts_with(&expected), "{said}");
        assert_eq!(row_count(&to).await, 0);
    }
}

on_every_pair!(
    microseconds_arrive,
    what_is_finer_still_arrives_or_is_named,
    a_boolean_that_is_neither_is_named,
    a_number_with_a_fraction_is_named,
);
