//! What the tests share: a database with rows that refer to each other, and a store over it.

use std::{future::Future, path::PathBuf, sync::Arc, thread, time::Duration};

use actix_web::rt::System;
use futures_util::future::join_all;
use nevr_core::{
    store::{
        Database, DatabaseOptions, Filter, HookIndex, Hooks, Query, Store, StoreError, WriteSet,
    },
    testing::{Engine, TestDatabase},
    wire::{Code, Wire, WireError},
};
use nevr_schema::{Field, OnDelete, Owner, Record, Schema, SchemaBuilder, env::Env, merge};
use sea_orm::{ConnectionTrait, Statement, TryGetable};
use sqlx::{
    ConnectOptions, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteSynchronous},
};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

/// The tables of the entities below, with types in braces that are replaced by those of the engine.
const TABLES: &str = r#"
    CREATE TABLE "user" (
        "id" {string} NOT NULL PRIMARY KEY,
        "name" {string} NOT NULL,
        "email" {string},
        "isAnonymous" {boolean} NOT NULL DEFAULT FALSE,
        "age" {int},
        "createdAt" {datetime} NOT NULL,
        "updatedAt" {datetime} NOT NULL
    );
    CREATE UNIQUE INDEX "user_email_key" ON "user" ("email");
    CREATE TABLE "session" (
        "id" {string} NOT NULL PRIMARY KEY,
        "userId" {string} NOT NULL,
        "label" {string} NOT NULL,
        CONSTRAINT "session_userId_fkey"
            FOREIGN KEY ("userId") REFERENCES "user" ("id") ON DELETE CASCADE
    );
    CREATE UNIQUE INDEX "session_userId_label_key" ON "session" ("userId", "label");
    CREATE TABLE "note" (
        "id" {string} NOT NULL PRIMARY KEY,
        "userId" {string},
        "parentId" {string},
        "text" {text} NOT NULL,
        "rank" {int},
        "extra" {json},
        CONSTRAINT "note_userId_fkey"
            FOREIGN KEY ("userId") REFERENCES "user" ("id") ON DELETE SET NULL,
        CONSTRAINT "note_parentId_fkey"
            FOREIGN KEY ("parentId") REFERENCES "note" ("id") ON DELETE CASCADE
    );
"#;

/// Records the `synchronous` level of each commit of a note, which only SQLite has.
const PACE: &str = "
    CREATE TABLE pace (level integer NOT NULL);
    CREATE TRIGGER paced AFTER INSERT ON note
        BEGIN INSERT INTO pace SELECT synchronous FROM pragma_synchronous; END;
";

/// Has SQLite count without end where a note with the text `stuck` is inserted: a statement that takes
/// too long.
pub(crate) const ENDLESS: &str = "
    CREATE VIEW endless AS
        WITH RECURSIVE n (at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n) SELECT at FROM n;
    CREATE TRIGGER stuck BEFORE INSERT ON note WHEN new.text = 'stuck'
        BEGIN SELECT count(*) FROM endless; END;
";

/// The statements that create the tables on an engine.
pub(crate) fn tables(engine: Engine) -> String {
    const BINARY: &str = "CHARACTER SET utf8mb4 COLLATE /*!80017 utf8mb4_0900_bin */ /*M!100202 utf8mb4_nopad_bin */";
    let types = match engine {
        Engine::Sqlite => [
            "varchar(255)",
            "text",
            "integer",
            "boolean",
            "timestamp_with_timezone_text",
            "json_text",
        ]
        .map(str::to_owned),
        Engine::Postgresql => {
            ["varchar(255)", "text", "bigint", "boolean", "timestamptz", "json"].map(str::to_owned)
        }
        Engine::Mysql => [
            format!("varchar(255) {BINARY}"),
            format!("longtext {BINARY}"),
            "bigint".to_owned(),
            "tinyint(1)".to_owned(),
            "datetime(6)".to_owned(),
            format!("longtext {BINARY}"),
        ],
    };
    let names = ["{string}", "{text}", "{int}", "{boolean}", "{datetime}", "{json}"];
    let all =
        names.iter().zip(types).fold(TABLES.to_owned(), |text, (name, ty)| text.replace(name, &ty));
    if engine == Engine::Sqlite { all + PACE } else { all }
}

/// The entities of the tables above, as a plugin would declare them.
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

/// A transaction that waits. On SQLite it keeps the writer, elsewhere a connection.
pub(crate) struct OpenTransaction {
    go_on: oneshot::Sender<()>,
    work: JoinHandle<Result<(), StoreError>>,
}

impl OpenTransaction {
    pub(crate) async fn begin(store: &Store) -> Self {
        let (begun, at_work) = oneshot::channel();
        let (go_on, held) = oneshot::channel();
        let store = store.clone();
        let work = tokio::spawn(async move {
            store
                .transaction(|_| async move {
                    begun.send(()).unwrap();
                    held.await.unwrap();
                    Ok(())
                })
                .await
        });
        at_work.await.unwrap();
        Self { go_on, work }
    }

    /// Commits it.
    pub(crate) async fn end(self) {
        self.go_on.send(()).unwrap();
        self.work.await.unwrap().unwrap();
    }
}

/// An open store over a database of its own, of the engine that the test runs on.
pub(crate) struct Shop {
    pub(crate) store: Store,
    pub(crate) database: TestDatabase,
}

impl Shop {
    /// Opens a shop without hooks.
    pub(crate) async fn open() -> Self {
        Self::with(|_| {}).await
    }

    /// Opens a shop with the hooks of one plugin.
    pub(crate) async fn with(register: impl FnOnce(&mut Hooks)) -> Self {
        let database = TestDatabase::new();
        database.execute(&tables(database.engine())).await;
        let store = store(open(&database, patient()).await, register);
        seed(&store).await;
        Self { store, database }
    }

    /// The SQLite file.
    pub(crate) fn path(&self) -> PathBuf {
        self.database.path()
    }

    /// Opens a connection to the SQLite file, as another process would.
    pub(crate) async fn outsider(&self) -> SqliteConnection {
        SqliteConnectOptions::new()
            .filename(self.path())
            .foreign_keys(true)
            .synchronous(SqliteSynchronous::Normal)
            .connect()
            .await
            .unwrap()
    }

    /// Returns the number of users, sessions and notes, without the store, which may be closed.
    pub(crate) async fn counts(&self) -> [u64; 3] {
        let rows = self.database.rows().await;
        ["user", "session", "note"].map(|entity| rows[entity])
    }

    /// The names of all users, in order.
    pub(crate) async fn names(&self) -> Vec<String> {
        self.column(r#"SELECT "name" FROM "user" ORDER BY "name""#).await
    }

    /// Returns the first column of a query's rows, without the store.
    pub(crate) async fn column<T: TryGetable>(&self, sql: &str) -> Vec<T> {
        let connection = self.database.connect().await;
        let query = Statement::from_string(connection.get_database_backend(), sql);
        let rows = connection.query_all_raw(query).await.unwrap();
        connection.close().await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    /// The text of a note.
    pub(crate) async fn text(&self, note: &str) -> String {
        let found = self.store.find_one(Query::by_id("note", note)).await.unwrap().unwrap();
        found.get("text").unwrap()
    }
}

/// Waits long, because the machine may be busy, and uses few connections, because many tests share
/// a server.
pub(crate) fn patient() -> DatabaseOptions {
    DatabaseOptions {
        max_connections: 5,
        acquire_timeout: Duration::from_secs(20),
        ..DatabaseOptions::default()
    }
}

pub(crate) async fn open(database: &TestDatabase, options: DatabaseOptions) -> Database {
    Database::open(&database.url(), options).await.unwrap()
}

pub(crate) fn url(path: &std::path::Path) -> String {
    format!("sqlite://{}", path.display())
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

/// The counts after [`seed`].
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
    /// A refusal, with a status of 4xx.
    #[error("not today")]
    NotToday,
    /// A failure of the hook.
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

/// Runs jobs concurrently on several single-thread runtimes, as actix runs requests on its workers.
/// Returns their outcomes in the order of the jobs.
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

/// Declares tests that run on servers only: like `on_every_database!`, without SQLite.
macro_rules! on_servers {
    ($($name:ident),+ $(,)?) => {
        mod postgresql {
            $(
                #[test]
                #[ignore = "needs NEVR_TEST_POSTGRES_URL"]
                fn $name() {
                    nevr_core::testing::Engine::Postgresql.run(super::$name());
                }
            )+
        }
        mod mysql {
            $(
                #[test]
                #[ignore = "needs NEVR_TEST_MYSQL_URL"]
                fn $name() {
                    nevr_core::testing::Engine::Mysql.run(super::$name());
                }
            )+
        }
    };
}

pub(crate) use on_servers;
