//! Databases with rows to copy, copying them, and reading all of their rows.

use std::{fmt::Write as _, sync::Arc};

use nevr_core::{
    store::{HookIndex, Order, Query, Store, WriteSet},
    testing::TestDatabase,
};
use nevr_migrate::{
    Options, PluginMigration, Status, Target,
    copy::{Copied, CopyError, Progress, Silent, copy},
    files::Folder,
    push, status,
};
use nevr_schema::{
    Record, Schema, Value,
    env::{Env, Timestamp},
};
use serde_json::json;

use crate::fixture::{NOW, open};

/// Texts that databases are prone to change or confuse.
pub(crate) const TEXTS: [&str; 10] = [
    "",
    " ",
    "a ",
    "A",
    "a",
    "e\u{301}",
    "é",
    "'; DROP TABLE user; --\\\"`$1 ? {}",
    "\u{1}\r\n\t\u{7f}\u{2028}\u{202e}\u{feff}",
    "日本🎉👩‍👩‍👧",
];

/// Moments at the limits of calendars and columns.
const MOMENTS: [&str; 5] = [
    "0000-01-01T00:00:00.000Z",
    "1582-10-10T12:00:00.001Z",
    "1969-12-31T23:59:59.999Z",
    "2038-01-19T03:14:08.000Z",
    "9999-12-31T23:59:59.999Z",
];

pub(crate) fn moment(at: usize) -> Timestamp {
    MOMENTS[at % MOMENTS.len()].parse().unwrap()
}

/// Pushes a database to a target.
pub(crate) async fn pushed(database: &TestDatabase, target: &Target) {
    let open = open(database).await;
    push(open.schema_connection(), target, Options::default(), NOW).await.unwrap();
    open.close().await;
}

pub(crate) async fn store(database: &TestDatabase, schema: &Arc<Schema>) -> Store {
    let hooks = Arc::new(HookIndex::default());
    Store::new(schema.clone(), hooks, Env::default(), open(database).await)
}

/// Pushes a database to a target and inserts rows.
pub(crate) async fn filled(
    database: &TestDatabase,
    target: &Target,
    rows: Vec<(&'static str, Record)>,
) {
    pushed(database, target).await;
    let store = store(database, &target.schema).await;
    for rows in rows.chunks(100) {
        let mut set = WriteSet::new();
        for (entity, record) in rows {
            set.insert(*entity, record.clone());
        }
        store.write(set).await.unwrap();
    }
    store.close().await;
}

/// Users with sessions and points, guests, and notes of every kind.
pub(crate) fn rows() -> Vec<(&'static str, Record)> {
    let mut rows = Vec::new();
    for (at, text) in TEXTS.iter().enumerate() {
        let id = if at % 2 == 0 { format!("u{at}") } else { format!("anon_{text}") };
        let email = (at % 2 == 0).then(|| format!("{text}@example.com"));
        let user = Record::new()
            .with("id", id.clone())
            .with("name", *text)
            .with("email", email)
            .with("isAnonymous", at % 2 == 1)
            .with("anonymousId", (at % 2 == 1).then(|| id.clone()))
            .with("createdAt", moment(at))
            .with("updatedAt", moment(at + 1));
        rows.push(("user", user));
        let session = Record::new()
            .with("userId", id.clone())
            .with("tokenHash", format!("{at:064x}"))
            .with("expiresAt", moment(at));
        rows.push(("session", session));
        rows.push((
            "points",
            Record::new().with("userId", id).with("value", i64::MIN + i64::try_from(at).unwrap()),
        ));
    }
    rows.extend(notes());
    rows
}

fn notes() -> Vec<(&'static str, Record)> {
    let extras = [
        json!(null),
        json!("\u{1}é"),
        json!({ "z": 1, "a": 1.0, "m": [1e21, 0.1, -0.0, u64::MAX, 5e-324, 0.1 + 0.2] }),
        json!([[[[{ "": "\\" }]]]]),
    ];
    let mut rows = vec![("order", Record::new().with("id", "nothing").with("title", ""))];
    for (at, text) in TEXTS.iter().enumerate() {
        let full = Record::new()
            .with("id", format!("n{at}"))
            .with("userId", "u0")
            .with("title", text.repeat(if at == 9 { 20 } else { 1 }))
            .with("text", text.repeat(5000))
            .with("rank", if at % 2 == 0 { i64::MAX } else { -1 })
            .with("done", at % 2 == 0)
            .with("due", moment(at))
            .with("extra", extras[at % 4].clone());
        rows.push(("order", full));
    }
    // One child sorts before its parent, the other after it.
    rows.push(("order", Record::new().with("id", "z").with("title", "the parent")));
    rows.push(("order", Record::new().with("id", "a").with("title", "").with("parentId", "z")));
    rows.push(("order", Record::new().with("id", "zz").with("title", "").with("parentId", "a")));
    rows
}

/// Copies a database, without migrations by hand.
pub(crate) async fn copy_to(from: &TestDatabase, to: &TestDatabase) -> Result<Copied, CopyError> {
    copy_with(from, to, Vec::new(), &Silent).await
}

pub(crate) async fn copy_with(
    from: &TestDatabase,
    to: &TestDatabase,
    migrations: Vec<PluginMigration>,
    progress: &dyn Progress,
) -> Result<Copied, CopyError> {
    let (source, target) = (open(from).await, open(to).await);
    let (reading, writing) = (source.reading_connection(), target.schema_connection());
    let done = copy(reading, writing, migrations, &Folder::at("none"), NOW, progress).await;
    source.close().await;
    target.close().await;
    done
}

/// Returns the status of a database against a target.
pub(crate) async fn status_of(database: &TestDatabase, target: &Target) -> Status {
    let open = open(database).await;
    let status = status(open.reading_connection(), target).await.unwrap();
    open.close().await;
    status
}

/// Returns every row of every table, as read by the store.
pub(crate) async fn everything(database: &TestDatabase, schema: &Arc<Schema>) -> String {
    let store = store(database, schema).await;
    let mut text = String::new();
    for entity in schema.entities.keys() {
        let query = Query::from(entity.clone()).order_by("id", Order::Ascending);
        for row in store.find(query).await.unwrap() {
            let values: Vec<String> = row.iter().map(|(name, value)| shown(name, value)).collect();
            writeln!(text, "{entity} {}", values.join(" ")).unwrap();
        }
    }
    store.close().await;
    text
}

/// Formats a value; JSON keeps the order of its members and the last bit of its numbers.
fn shown(name: &str, value: &Value) -> String {
    match value {
        Value::Json(json) => format!("{name}={json}"),
        value => format!("{name}={value:?}"),
    }
}

/// Returns the number of rows in all tables but nevr's own.
pub(crate) async fn row_count(database: &TestDatabase) -> u64 {
    let rows = database.rows().await.into_iter();
    rows.filter(|(name, _)| !name.starts_with("nevr_")).map(|(_, rows)| rows).sum()
}
