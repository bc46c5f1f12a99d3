//! A database with rows and child rows, and what the tests share.

use std::{future::Future, path::PathBuf, sync::Arc, thread, time::Duration};

use actix_web::rt::System;
use futures_util::future::join_all;
use nevr_core::{
    env::Env,
    http::{Code, Wire, WireError},
    schema::{Field, OnDelete, Owner, Record, Schema, SchemaBuilder, merge},
    store::{Database, DatabaseOptions, Filter, HookIndex, Hooks, Query, Store, WriteSet},
};
use sqlx::{
    ConnectOptions, Executor, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteSynchronous},
};
use tempfile::TempDir;
use tokio::sync::mpsc;

const TABLES: &str = "
    CREATE TABLE user (
        id varchar(255) NOT NULL PRIMARY KEY,
        name varchar(255) NOT NULL,
        email varchar(255) UNIQUE,
        isAnonymous boolean NOT NULL DEFAULT FALSE,
        age integer,
        createdAt timestamp_with_timezone_text NOT NULL,
        updatedAt timestamp_with_timezone_text NOT NULL
    );
    CREATE TABLE session (
        id varchar(255) NOT NULL PRIMARY KEY,
        userId varchar(255) NOT NULL REFERENCES user (id) ON DELETE CASCADE,
        label varchar(255) NOT NULL,
        UNIQUE (userId, label)
    );
    CREATE TABLE note (
        id varchar(255) NOT NULL PRIMARY KEY,
        userId varchar(255) REFERENCES user (id) ON DELETE SET NULL,
        parentId varchar(255) REFERENCES note (id) ON DELETE CASCADE,
        text text NOT NULL,
        rank integer,
        extra json_text
    );
    CREATE TABLE pace (level integer NOT NULL);
    CREATE TRIGGER paced AFTER INSERT ON note
        BEGIN INSERT INTO pace SELECT synchronous FROM pragma_synchronous; END;
";

/// The entities as plugins would declare them; the tables above are theirs.
pub(crate) fn schema() -> Schema {
    let mut builder = SchemaBuilder::new(Owner::plugin("shop"));
    builder
        .entity("user")
        .field("name", Field::string())
        .field("email", Field::string().optional().unique())
        .field("isAnonymous", Field::boolean().default(false))
        .field("age", Field::int().optional())
        .timestamps();
    builder
        .entity("session")
        .field("user", Field::belongs_to("user"))
        .field("label", Field::string())
        .unique(["userId", "label"]);
    builder
        .entity("note")
        .field("user", Field::belongs_to("user").optional().on_delete(OnDelete::SetNull))
        .field("parent", Field::belongs_to("note").optional())
        .field("text", Field::text())
        .field("rank", Field::int().optional())
        .field("extra", Field::json().optional());
    let (schema, defects) = merge(vec![builder]);
    assert_eq!(defects, [], "the schema of the tests holds");
    schema
}

/// An open store over a file of its own.
pub(crate) struct Shop {
    pub(crate) store: Store,
    pub(crate) path: PathBuf,
    _folder: TempDir,
}

impl Shop {
    /// Without hooks.
    pub(crate) async fn open() -> Self {
        Self::with(|_| {}).await
    }

    /// With the hooks of one plugin.
    pub(crate) async fn with(register: impl FnOnce(&mut Hooks)) -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("shop.db");
        // Whether the machine is busy is not what these tests are about.
        let acquire_timeout = Duration::from_secs(20);
        let options =
            DatabaseOptions { create: true, acquire_timeout, ..DatabaseOptions::default() };
        let database = Database::open(&url(&path), options).await.unwrap();
        connect(&path).await.execute(TABLES).await.unwrap();
        let store = store(database, register);
        seed(&store).await;
        Self { store, path, _folder: folder }
    }

    /// A connection of somebody else.
    pub(crate) async fn outsider(&self) -> SqliteConnection {
        connect(&self.path).await
    }

    /// Number of users, sessions and notes.
    pub(crate) async fn counts(&self) -> [u64; 3] {
        let mut counts = [0; 3];
        for (at, entity) in ["user", "session", "note"].into_iter().enumerate() {
            counts[at] = self.count(entity).await;
        }
        counts
    }

    /// Number of rows of an entity, asked past the store: it may be closed.
    pub(crate) async fn count(&self, entity: &str) -> u64 {
        let text = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {entity}"));
        let rows: i64 =
            sqlx::query_scalar(text).fetch_one(&mut self.outsider().await).await.unwrap();
        rows.unsigned_abs()
    }

    /// The names of all users, in order.
    pub(crate) async fn names(&self) -> Vec<String> {
        sqlx::query_scalar("SELECT name FROM user ORDER BY name")
            .fetch_all(&mut self.outsider().await)
            .await
            .unwrap()
    }

    /// The text of a note.
    pub(crate) async fn text(&self, note: &str) -> String {
        let found = self.store.find_one(Query::by_id("note", note)).await.unwrap().unwrap();
        found.get("text").unwrap()
    }
}

pub(crate) fn url(path: &std::path::Path) -> String {
    format!("sqlite://{}", path.display())
}

async fn connect(path: &std::path::Path) -> SqliteConnection {
    SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .synchronous(SqliteSynchronous::Normal)
        .connect()
        .await
        .unwrap()
}

/// A store over an open database.
pub(crate) fn store(database: Database, register: impl FnOnce(&mut Hooks)) -> Store {
    let schema = schema();
    let mut hooks = Hooks::new(Owner::plugin("shop"));
    register(&mut hooks);
    let (hooks, defects) = HookIndex::build(vec![hooks], &schema);
    assert_eq!(defects, [], "the hooks of the tests fit");
    Store::new(Arc::new(schema), Arc::new(hooks), Env::default(), database)
}

/// Makes the tables over a connection, for databases that have no file.
pub(crate) async fn make_tables(pool: &sqlx::SqlitePool) {
    pool.execute(TABLES).await.unwrap();
}

/// What [`seed`] leaves behind.
pub(crate) const SEEDED: [u64; 3] = [3, 6, 9];

/// Three users, each with two sessions and with two notes, the first of which has a child.
async fn seed(store: &Store) {
    let mut set = WriteSet::new();
    for name in ["ann", "bob", "cleo"] {
        set.insert("user", user(name).with("id", name));
        for label in ["phone", "laptop"] {
            set.insert("session", session(name, label));
        }
        for at in 1..=2 {
            let id = format!("{name}-{at}");
            set.insert("note", note(&id).with("userId", name));
        }
        set.insert("note", note(&format!("{name}-child")).with("parentId", format!("{name}-1")));
    }
    store.write(set).await.unwrap();
}

pub(crate) fn user(name: &str) -> Record {
    Record::new().with("name", name).with("email", format!("{name}@example.com"))
}

pub(crate) fn session(user: &str, label: &str) -> Record {
    Record::new().with("userId", user).with("label", label)
}

pub(crate) fn note(id: &str) -> Record {
    Record::new().with("id", id).with("text", id)
}

pub(crate) fn set_of(entity: &'static str, record: Record) -> WriteSet {
    let mut set = WriteSet::new();
    set.insert(entity, record);
    set
}

pub(crate) fn named(name: &str) -> Filter {
    Filter::all().eq("name", name)
}

/// Why a hook of the tests fails.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Veto {
    /// The caller is to blame.
    #[error("not today")]
    NotToday,
    /// The hook is.
    #[error("the hook is broken")]
    Broken,
}

impl Veto {
    pub(crate) const NOT_TODAY: Code = Code::new(409, "NOT_TODAY", "Not today");
    const BROKEN: Code = Code::new(500, "BROKEN", "Broken");
}

impl WireError for Veto {
    fn codes() -> Vec<Code> {
        vec![Self::NOT_TODAY, Self::BROKEN]
    }

    fn wire(&self) -> Wire {
        match self {
            Self::NotToday => Self::NOT_TODAY.into(),
            Self::Broken => Self::BROKEN.into(),
        }
    }
}

/// Runs jobs at once, spread over single-thread runtimes as actix workers are, as a server would
/// its requests; gives their outcomes in the order of the jobs.
pub(crate) async fn at_once<T, F>(
    jobs: usize,
    job: impl Fn(usize) -> F + Clone + Send + 'static,
) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + 'static,
{
    const WORKERS: usize = 3;
    let (done, mut outcomes) = mpsc::unbounded_channel();
    for worker in 0..WORKERS {
        let (job, done) = (job.clone(), done.clone());
        thread::spawn(move || {
            System::new().block_on(async {
                let jobs = (worker..jobs).step_by(WORKERS).map(|at| {
                    let (running, done) = (job(at), done.clone());
                    actix_web::rt::spawn(async move { drop(done.send((at, running.await))) })
                });
                join_all(jobs).await
            })
        });
    }
    drop(done);
    let mut gathered = Vec::new();
    while let Some(outcome) = outcomes.recv().await {
        gathered.push(outcome);
    }
    assert_eq!(gathered.len(), jobs, "every request is answered");
    gathered.sort_by_key(|(at, _)| *at);
    gathered.into_iter().map(|(_, outcome)| outcome).collect()
}
