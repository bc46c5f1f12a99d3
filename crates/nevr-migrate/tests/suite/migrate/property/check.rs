//! What must hold after a push.

use std::collections::BTreeMap;

use nevr_core::testing::Engine;
use nevr_migrate::{MigrateError, Options, Reason, Status, push};
use nevr_schema::{Field, FieldType, Schema};
use proptest::test_runner::{Config, TestRunner};

use super::spec::{Case, case, entity};
use crate::{
    fixture::NOW,
    migrate::database::{AnyDb, Values},
};

/// Checks cases on an engine. All use the same two databases, emptied in between.
pub(super) fn hold<F: Future<Output = ()>>(
    engine: Engine,
    cases: u32,
    check: impl Fn(Case, AnyDb, AnyDb) -> F,
) {
    let pair = engine.enter(|| [0, 1].map(|_| nevr_core::testing::TestDatabase::new()));
    let pair = pair.map(std::rc::Rc::new);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let done = TestRunner::new(config).run(&case(), |case| {
        let [one, other] = pair.clone();
        engine.run(async {
            let (one, other) = (AnyDb::emptied(one).await, AnyDb::emptied(other).await);
            check(case, one, other).await;
        });
        Ok(())
    });
    if let Err(error) = done {
        panic!("{error}");
    }
}

async fn a_push_leads_exactly_there_or_changes_nothing(case: Case, db: AnyDb, fresh: AnyDb) {
    let (before, after) = (case.before.target(), case.after.target());
    push(&db.connection, &before, Options::default(), NOW).await.unwrap();
    if !case.by_hand.empty {
        db.fill(&before.schema, 3).await;
    }
    by_hand(&case, &db, &before.schema).await;
    let status = db.status(&after).await;
    let was = Was {
        everything: db.everything().await,
        rows: db.rows().await,
        values: db.values(&before.schema).await,
    };
    losses_are_counted(&status, &was);
    let mut options = Options::default();
    if case.accept {
        options = options.accepting_data_loss();
    }
    let mut pushed = push(&db.connection, &after, options, NOW).await;
    if let Err(error) = &pushed {
        let MigrateError::Refused(refusals) = error else { panic!("{error}") };
        assert_eq!(db.everything().await, was.everything, "a refusal changes nothing");
        assert_eq!(db.rows().await, was.rows, "a refusal changes nothing");
        assert_eq!(db.values(&before.schema).await, was.values, "a refusal changes nothing");
        if case.by_hand.empty {
            let about_rows = refusals.iter().filter(|refusal| is_about_rows(&refusal.reason));
            assert_eq!(about_rows.count(), 0, "where there are no rows: {refusals:#?}");
        }
        let loses = |reason: &Reason| matches!(reason, Reason::WouldLose { .. });
        if !refusals.iter().all(|refusal| loses(&refusal.reason)) {
            return;
        }
        assert!(!case.accept, "an accepted loss is no refusal");
        let options = Options::default().accepting_data_loss();
        pushed = push(&db.connection, &after, options, NOW).await;
    }
    let applied = pushed.unwrap();
    assert_eq!(applied.steps, status.steps, "what was planned was done");
    let now = db.status(&after).await;
    assert!(now.is_current(), "{now:#?}");
    assert!(push(&db.connection, &after, Options::default(), NOW).await.unwrap().is_empty());
    push(&fresh.connection, &after, Options::default(), NOW).await.unwrap();
    is_like(&db, &fresh).await;
    rows_are_kept(&db, &was, &after.schema, &status).await;
}

/// Whether a change is refused only because there is something that it would lose or not fit.
fn is_about_rows(reason: &Reason) -> bool {
    matches!(
        reason,
        Reason::WouldLose { .. }
            | Reason::RequiredAdded
            | Reason::TypeChanged { .. }
            | Reason::Nulls { .. }
            | Reason::Dangling { .. }
            | Reason::Duplicates { .. }
    )
}

struct Was {
    everything: Vec<String>,
    rows: BTreeMap<String, u64>,
    values: Values,
}

async fn by_hand(case: &Case, db: &AnyDb, schema: &Schema) {
    for entity in schema.entities.values() {
        for field in entity.fields.values() {
            if (case.by_hand.nulls || case.by_hand.unset) && field.optional {
                let (table, column) = (&entity.name, &field.name);
                let rows = if case.by_hand.unset { "" } else { " WHERE id = 'row0'" };
                let sql = format!("UPDATE \"{table}\" SET \"{column}\" = NULL{rows}");
                db.sql(&[&sql]).await;
            }
            if case.by_hand.duplicates && is_plain_text(field) {
                db.sql(&[&format!("UPDATE \"{}\" SET \"{}\" = 'same'", entity.name, field.name)])
                    .await;
            }
        }
    }
    if case.by_hand.table && case.before.has(0) {
        let ty = db.type_of_ids();
        db.sql(&[
            &format!(
                "CREATE TABLE mine (id integer PRIMARY KEY, other {ty}, \
                 FOREIGN KEY (other) REFERENCES entity0 (id) ON DELETE CASCADE)"
            ),
            "INSERT INTO mine VALUES (2, NULL)",
        ])
        .await;
        if !case.by_hand.empty {
            db.sql(&["INSERT INTO mine VALUES (1, 'row1')"]).await;
        }
    }
    if case.by_hand.column && case.before.has(1) {
        db.sql(&["ALTER TABLE entity1 ADD COLUMN \"mine\" integer DEFAULT 5"]).await;
    }
    if case.by_hand.index && case.before.has(2) {
        let mut fields = schema.entities[entity(2).as_str()].fields.values();
        let long = |field: &Field| matches!(field.ty, FieldType::Text | FieldType::Json);
        let column = fields.rfind(|field| !long(field)).map(|field| &field.name);
        let sql = format!("CREATE INDEX mine_index ON entity2 (\"{}\")", column.unwrap());
        db.sql(&[&sql]).await;
    }
}

fn is_plain_text(field: &Field) -> bool {
    field.ty == FieldType::String
        && field.reference.is_none()
        && !field.unique
        && field.name != "id"
}

fn losses_are_counted(status: &Status, was: &Was) {
    for loss in &status.losses {
        let rows = match &loss.field {
            None => was.rows[&loss.entity],
            Some(field) => {
                let values = &was.values[&(loss.entity.clone(), field.clone())];
                values.iter().flatten().count() as u64
            }
        };
        assert_eq!(loss.rows, rows, "{loss}");
    }
}

/// Checks that the tables are those of a database pushed to the second schema at once, apart from
/// dormant and foreign objects.
async fn is_like(db: &AnyDb, fresh: &AnyDb) {
    let (shape, expected) = (db.shape().await, fresh.shape().await);
    for (table, lines) in &expected {
        let more = missing(&shape[table], lines);
        assert_eq!(missing(lines, &shape[table]), [""; 0], "{table} lacks that; it has {more:?}");
        let status_knows = |line: &String| line.contains("mine") || mentions_field(line);
        assert!(more.iter().all(status_knows), "{table} has {more:?} besides");
    }
    for table in shape.keys().filter(|table| !expected.contains_key(*table)) {
        let stays = *table == "mine" || [entity(3), entity(4)].contains(table);
        assert!(stays, "{table} is still there");
    }
}

/// Returns whether a line names a declared field, such as `f0` or `g1`.
fn mentions_field(line: &str) -> bool {
    let bytes = line.as_bytes();
    bytes.windows(2).any(|pair| matches!(pair[0], b'f' | b'g') && pair[1].is_ascii_digit())
}

fn missing(from: &[String], than: &[String]) -> Vec<String> {
    from.iter().filter(|line| !than.contains(line)).cloned().collect()
}

/// Checks that every row of every table that stays has kept its values.
async fn rows_are_kept(db: &AnyDb, was: &Was, schema: &Schema, status: &Status) {
    let lost =
        |table: &str| status.losses.iter().any(|loss| loss.entity == table && loss.field.is_none());
    let rows = db.rows().await;
    for (table, count) in &was.rows {
        let expected = if lost(table) { None } else { Some(count) };
        assert_eq!(rows.get(table), expected, "rows of {table}");
    }
    let values = db.values(schema).await;
    for ((table, column), is) in &values {
        let renamed = schema.entities[table.as_str()].fields[column.as_str()].renamed_from.as_ref();
        let old = renamed.map(|old| (table.clone(), old.to_string()));
        let mut names = [Some((table.clone(), column.clone())), old].into_iter().flatten();
        // A new column has no values to keep.
        if let Some(old) = names.find_map(|name| was.values.get(&name)) {
            assert_eq!(is, old, "values of {table}.{column}");
        }
    }
}

#[test]
fn sqlite() {
    hold(Engine::Sqlite, 200, a_push_leads_exactly_there_or_changes_nothing);
}

#[test]
#[ignore = "needs NEVR_TEST_POSTGRES_URL"]
fn postgresql() {
    hold(Engine::Postgresql, 200, a_push_leads_exactly_there_or_changes_nothing);
}

#[test]
#[ignore = "needs NEVR_TEST_MYSQL_URL"]
fn mysql() {
    hold(Engine::Mysql, 200, a_push_leads_exactly_there_or_changes_nothing);
}
