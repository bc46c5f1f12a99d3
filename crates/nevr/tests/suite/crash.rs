//! A server that is killed while it works loses nothing.
#![cfg(all(feature = "cli", unix))]

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use nevr::{
    sea_orm::{ConnectionTrait, DatabaseConnection, Statement, TryGetable},
    testing::{Engine, TestDatabase, on_every_database, run},
};
use nevr_client::{Client, ClientBuilder, Link, Token};
use tempfile::TempDir;

const CONFIG: &str = r#"
[server]
port = 0

[plugins.auth]
emailAndPassword = { hash = { memory = "64KiB", iterations = 1 } }
rateLimit = false

[plugins.auth.plugins.anonymous]
rateLimit = false
"#;

const ROUNDS: usize = 3;
const CLIENTS: usize = 8;
/// Answers to wait for before the kill: by then the server is in the middle of its work.
const ANSWERS: usize = 150;

/// `kill -9` under load, several times on one database: after each restart every guest that was
/// answered is there, every session has its user, and no guest is half linked.
async fn f1_nothing_that_was_answered_is_lost_and_nothing_is_half_done() {
    let project = Project::new();
    assert!(project.nevr().arg("db:push").output().unwrap().status.success());

    let answered = Arc::new(Answered::default());
    for round in 0..ROUNDS {
        load_until_killed(Server::start(&project), &answered, round);
        assert_sound(&project.database, &answered).await;
    }
    // The server starts again, and the last token that was answered is still valid.
    let server = Server::start(&project);
    let token = answered.tokens.lock().unwrap().last().unwrap().clone();
    let client = server.client().token(token).build().unwrap();
    assert!(client.auth().get_session().await.unwrap().is_some());
}

on_every_database!(f1_nothing_that_was_answered_is_lost_and_nothing_is_half_done);

/// A config file, and the database of the test.
struct Project {
    database: TestDatabase,
    folder: TempDir,
}

impl Project {
    fn new() -> Self {
        let project = Self { database: TestDatabase::new(), folder: TempDir::new().unwrap() };
        let config = format!("database = \"{}\"\n{CONFIG}", project.database.engine());
        fs::write(project.folder.path().join("nevr.config.toml"), config).unwrap();
        project
    }

    fn nevr(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nevr"));
        command
            .current_dir(&self.folder)
            .env_clear()
            .env("DATABASE_URL", self.database.url())
            .env("NEVR_AUTH_SECRET", "qV8xT2mZr7LkW4nBc9YpHs6JdFg3QaUe")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

#[derive(Default)]
struct Answered {
    guests: Mutex<Vec<String>>,
    accounts: Mutex<Vec<String>>,
    tokens: Mutex<Vec<Token>>,
}

struct Server {
    child: Child,
    url: String,
}

impl Drop for Server {
    /// Kills the server with SIGKILL, so that it can't finish anything.
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Server {
    /// Starts on any free port, which is in the first lines of the output.
    fn start(project: &Project) -> Self {
        let mut child = project.nevr().arg("serve").spawn().unwrap();
        let (found, url) = mpsc::channel();
        let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        listen(out, found.clone());
        listen(err, found);
        let url = url.recv().expect("the server says where it listens");
        Self { child, url }
    }

    fn client(&self) -> ClientBuilder {
        Client::builder(&self.url).bearer()
    }
}

/// Reads a stream to its end, so that the server never waits for a full pipe, and sends the address
/// that it finds.
fn listen(stream: impl Read + Send + 'static, found: mpsc::Sender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let Some((_, rest)) = line.split_once("http://127.0.0.1:") else { continue };
            let port: String = rest.chars().take_while(char::is_ascii_digit).collect();
            drop(found.send(format!("http://127.0.0.1:{port}")));
        }
    });
}

fn load_until_killed(mut server: Server, answered: &Arc<Answered>, round: usize) {
    let count = Arc::new(AtomicUsize::new(0));
    let stop = Arc::new(AtomicBool::new(false));
    let client = |client: usize| {
        let (visitor, answered) = (server.client(), answered.clone());
        let (count, stop) = (count.clone(), stop.clone());
        let work = async move {
            for turn in 0.. {
                let email = format!("guest{round}.{client}.{turn}@example.com");
                if stop.load(Ordering::Relaxed)
                    || story(visitor.clone(), &email, &answered).await.is_none()
                {
                    return;
                }
                count.fetch_add(1, Ordering::Relaxed);
            }
        };
        move || run(work)
    };
    let clients: Vec<_> = (0..CLIENTS).map(|number| thread::spawn(client(number))).collect();
    while count.load(Ordering::Relaxed) < ANSWERS {
        assert!(server.child.try_wait().unwrap().is_none(), "the server ended by itself");
        thread::yield_now();
    }
    drop(server);
    stop.store(true, Ordering::Relaxed);
    for client in clients {
        client.join().unwrap();
    }
}

/// Signs in as a guest and links it; `None` once the server is killed.
async fn story(visitor: ClientBuilder, email: &str, answered: &Answered) -> Option<()> {
    let client = visitor.build().unwrap();
    let guest = client.auth().sign_in().anonymous().await.ok()?.user;
    answered.guests.lock().unwrap().push(guest.id.clone());
    let account = Link::new(email, "correct horse battery");
    let linked = client.auth().anonymous().link(&account).await.ok()?.user;
    assert_eq!(linked.id, guest.id);
    answered.accounts.lock().unwrap().push(linked.id);
    answered.tokens.lock().unwrap().push(client.token()?);
    Some(())
}

/// Rows that must not exist, and the queries that count them.
const NEVER: [(&str, &str); 5] = [
    (
        "a session without a user",
        r#"SELECT count(*) FROM "session" s LEFT JOIN "user" u ON u."id" = s."userId"
           WHERE u."id" IS NULL"#,
    ),
    (
        "an account without a user",
        r#"SELECT count(*) FROM "account" a LEFT JOIN "user" u ON u."id" = a."userId"
           WHERE u."id" IS NULL"#,
    ),
    (
        "a guest with an account",
        r#"SELECT count(*) FROM "user" u JOIN "account" a ON a."userId" = u."id"
           WHERE u."isAnonymous""#,
    ),
    (
        "an account without a way in",
        r#"SELECT count(*) FROM "user" u LEFT JOIN "account" a ON a."userId" = u."id"
           WHERE NOT u."isAnonymous" AND (a."id" IS NULL OR u."email" IS NULL)"#,
    ),
    (
        "a full account with a guest's session",
        r#"SELECT count(*) FROM "session" s JOIN "user" u ON u."id" = s."userId"
           WHERE NOT u."isAnonymous" AND s."policy" = 'anonymous'"#,
    ),
];

async fn assert_sound(database: &TestDatabase, answered: &Answered) {
    let guests = answered.guests.lock().unwrap().clone();
    let accounts = answered.accounts.lock().unwrap().clone();
    let db = database.connect().await;
    if database.engine() == Engine::Sqlite {
        assert_eq!(one::<String>(&db, "PRAGMA integrity_check").await, "ok");
    }
    for (what, query) in NEVER {
        assert_eq!(one::<i64>(&db, query).await, 0, "{what}");
    }
    for id in guests {
        let query = format!(r#"SELECT count(*) FROM "user" WHERE "id" = '{id}'"#);
        assert_eq!(one::<i64>(&db, &query).await, 1, "guest {id} was answered");
    }
    for id in accounts {
        let query =
            format!(r#"SELECT count(*) FROM "user" WHERE "id" = '{id}' AND NOT "isAnonymous""#);
        assert_eq!(one::<i64>(&db, &query).await, 1, "the link of {id} was answered");
    }
    db.close().await.unwrap();
}

async fn one<T: TryGetable>(db: &DatabaseConnection, query: &str) -> T {
    let statement = Statement::from_string(db.get_database_backend(), query);
    db.query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}
