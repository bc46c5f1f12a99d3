//! Databases that are refused.

use nevr_core::testing::Engine;
use nevr_migrate::copy::{CopyError, Difference};
use nevr_schema::Record;

use crate::{
    copy::{
        copying::{copy_to, everything, filled, pushed, row_count, rows},
        pair::{Pair, on_every_pair},
        schemas::{all, auth},
    },
    fixture::target,
};

fn somebody(id: &str) -> Vec<(&'static str, Record)> {
    vec![("user", Record::new().with("id", id).with("name", "Ann"))]
}

async fn a_target_with_rows_is_refused_and_stays_as_it_is(pair: Pair) {
    let (from, to) = (pair.source(), pair.target());
    filled(&from, &all(), rows()).await;
    filled(&to, &target(vec![auth()]), somebody("ann")).await;
    let before = (to.tables().await, everything(&to, &target(vec![auth()]).schema).await);
    let error = copy_to(&from, &to).await.unwrap_err();
    assert_eq!(error.to_string(), "the database to copy to holds rows already, in user");
    let after = (to.tables().await, everything(&to, &target(vec![auth()]).schema).await);
    assert_eq!(after, before);
}

async fn a_second_copy_is_refused(pair: Pair) {
    let (from, to) = (pair.source(), pair.target());
    filled(&from, &all(), rows()).await;
    copy_to(&from, &to).await.unwrap();
    let error = copy_to(&from, &to).await.unwrap_err();
    assert!(matches!(error, CopyError::NotEmpty(ref tables) if tables.len() == 4), "{error}");
}

async fn a_foreign_table_of_the_same_name_is_refused_and_named(pair: Pair) {
    let (from, to) = (pair.source(), pair.target());
    filled(&from, &all(), rows()).await;
    to.execute(r#"CREATE TABLE "session" ("id" varchar(9))"#).await;
    let error = copy_to(&from, &to).await.unwrap_err();
    assert!(matches!(error, CopyError::Target(_)), "{error}");
    assert!(error.to_string().contains("session"), "{error}");
    assert_eq!(to.tables().await.keys().collect::<Vec<_>>(), ["session"]);
}

async fn foreign_tables_and_columns_are_left_and_named(pair: Pair) {
    let (from, to) = (pair.source(), pair.target());
    filled(&from, &all(), rows()).await;
    from.execute(r#"CREATE TABLE "legacy" ("id" varchar(9)); INSERT INTO "legacy" VALUES ('a')"#)
        .await;
    from.execute(r#"ALTER TABLE "user" ADD COLUMN "nickname" varchar(9)"#).await;
    from.execute(r#"CREATE VIEW "people" AS SELECT "id" FROM "user""#).await;
    let mut foreign = copy_to(&from, &to).await.unwrap().foreign;
    foreign.sort();
    assert_eq!(foreign, ["legacy", "people", "user.nickname"]);
    assert!(!to.tables().await.contains_key("legacy"));
}

async fn the_same_database_is_refused(pair: Pair) {
    let from = pair.source();
    filled(&from, &all(), rows()).await;
    let error = copy_to(&from, &from).await.unwrap_err();
    assert!(matches!(error, CopyError::SameDatabase), "{error}");
}

async fn a_database_that_nevr_never_saw_is_nothing_to_copy(pair: Pair) {
    let (from, to) = (pair.source(), pair.target());
    from.execute(r#"CREATE TABLE "user" ("id" varchar(9))"#).await;
    let error = copy_to(&from, &to).await.unwrap_err();
    assert!(matches!(error, CopyError::NothingToCopy), "{error}");
    assert!(to.tables().await.is_empty());
}

async fn a_source_that_is_not_what_its_records_say_is_refused(pair: Pair) {
    let (from, to) = (pair.source(), pair.target());
    pushed(&from, &all()).await;
    from.execute(r#"DROP TABLE "points""#).await;
    from.execute(r#"ALTER TABLE "order" DROP COLUMN "rank""#).await;
    let error = copy_to(&from, &to).await.unwrap_err();
    let expected = "the database to copy from does not match its ledger: it lacks column \
                    order.rank, table points";
    let mut said: Vec<_> = error.to_string().split(": it lacks ").map(str::to_owned).collect();
    let mut lacks: Vec<_> = said.pop().unwrap().split(", ").map(str::to_owned).collect();
    lacks.sort();
    assert_eq!(format!("{}: it lacks {}", said[0], lacks.join(", ")), expected);
}

/// Returns statements after which a target stores other values than it is given.
fn meddling(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => {
            r#"CREATE TRIGGER "meddle" AFTER INSERT ON "points"
               BEGIN UPDATE "points" SET "value" = 7 WHERE "id" = NEW."id"; END"#
        }
        Engine::Postgresql => {
            r#"CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql
               AS $$ BEGIN NEW."value" = 7; RETURN NEW; END $$;
               CREATE TRIGGER "meddle" BEFORE INSERT ON "points"
               FOR EACH ROW EXECUTE FUNCTION meddle()"#
        }
        Engine::Mysql => {
            r#"CREATE TRIGGER "meddle" BEFORE INSERT ON "points"
               FOR EACH ROW SET NEW."value" = 7"#
        }
    }
}

async fn a_copy_that_is_not_the_same_fails_and_leaves_no_rows(pair: Pair) {
    let (from, to) = (pair.source(), pair.target());
    filled(&from, &all(), rows()).await;
    pushed(&to, &all()).await;
    to.execute(meddling(pair.to)).await;
    let error = copy_to(&from, &to).await.unwrap_err();
    let CopyError::Different { table, difference: Difference::Value { column, .. } } = &error
    else {
        panic!("another error: {error}")
    };
    assert_eq!((table.as_str(), column.as_str()), ("points", "value"));
    assert_eq!(row_count(&to).await, 0);
}

on_every_pair!(
    a_target_with_rows_is_refused_and_stays_as_it_is,
    a_second_copy_is_refused,
    a_foreign_table_of_the_same_name_is_refused_and_named,
    foreign_tables_and_columns_are_left_and_named,
    the_same_database_is_refused,
    a_database_that_nevr_never_saw_is_nothing_to_copy,
    a_source_that_is_not_what_its_records_say_is_refused,
    a_copy_that_is_not_the_same_fails_and_leaves_no_rows,
);
