//! `nevr db:copy` with full accounts and guests, also when it is killed.
#![cfg(all(feature = "cli", unix))]

use std::{
    env, fs,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use nevr::{
    Nevr,
    config::Variables,
    copy::Silent,
    testing::{Engine, TestApp, TestDatabase, on_every_database},
};
use serde_json::json;
use tempfile::TempDir;

const CONFIG: &str = r#"
[plugins.auth]
emailAndPassword = { hash = { memory = "64KiB", iterations = 1 } }
rateLimit = false

[plugins.auth.plugins.anonymous]
rateLimit = false
"#;

const SECRET: &str = "qV8xT2mZr7LkW4nBc9YpHs6JdFg3QaUe";
const PASSWORD: &str = "correct horse battery";
const COOKIE: &str = "nevr.session_token";
const SESSION: &str = "/api/auth/get-session";
const USERS: usize = 3000;

/// Makes a database of each kind that there is a server for.
fn targets() -> Vec<TestDatabase> {
    let has_server = |engine: &Engine| match engine.variable() {
        Some(variable) => env::var_os(variable).is_some(),
        None => true,
    };
    let engines = Engine::ALL.into_iter().filter(has_server);
    engines.map(|engine| engine.enter(TestDatabase::new)).collect()
}

fn config(database: &TestDatabase) -> String {
    let (provider, url) = (database.engine(), database.url());
    format!("[database]\nprovider = \"{provider}\"\nurl = \"{url}\"\nmaxConnections = 3\n{CONFIG}")
}

fn on(database: &TestDatabase) -> nevr::testing::TestAppBuilder {
    TestApp::builder(nevr::plugins()).config(config(database))
}

async fn people_and_guests_stay_signed_in_on_the_other_database() {
    let from = TestDatabase::new();
    let app = on(&from).start().await;
    let (ann, guest) = (app.browser(), app.browser());
    let account = json!({ "email": "ann@example.com", "password": PASSWORD, "name": "Ann" });
    assert_eq!(ann.post("/api/auth/sign-up/email").json(account).send().await.status(), 200);
    assert_eq!(guest.post("/api/auth/sign-in/anonymous").send().await.status(), 200);
    let seen = ann.get(SESSION).send().await.json();
    let guest_id = guest.get(SESSION).send().await.json()["user"]["id"].clone();
    let [ann, guest] = [ann, guest].map(|browser| browser.cookie(COOKIE).unwrap());
    app.stop().await;

    for to in targets() {
        let nevr = Nevr::builder(nevr::plugins()).config_str(config(&from));
        let nevr = nevr.variables(Variables::fixed([("TARGET_URL", to.url())]));
        let opened = nevr.open(&nevr.check().unwrap()).await.unwrap();
        let copied = opened.run(async |opened| opened.copy_to("${TARGET_URL}", &Silent).await);
        copied.await.unwrap();

        let app = on(&to).without_push().start().await;
        let browser = app.browser();
        browser.set_cookie(COOKIE, &ann);
        assert_eq!(browser.get(SESSION).send().await.json(), seen, "on {}", to.engine());
        // The password is still the same.
        let credentials = json!({ "email": "ann@example.com", "password": PASSWORD });
        let again = app.browser().post("/api/auth/sign-in/email").json(credentials).send().await;
        assert_eq!(again.json()["user"]["id"], seen["user"]["id"]);
        // And a guest can still be linked.
        browser.set_cookie(COOKIE, &guest);
        let account = json!({ "email": "bob@example.com", "password": PASSWORD });
        let linked = browser.post("/api/auth/anonymous/link").json(account).send().await;
        assert_eq!(linked.json()["user"]["id"], guest_id, "{}", linked.text());
        app.stop().await;
    }
}

/// `kill -9` after one table is copied, after all are, and while they are compared.
async fn a_copy_that_is_killed_leaves_no_rows_and_can_be_made_again() {
    let project = Project::new();
    assert!(project.nevr(&["db:push"]).output().unwrap().status.success());
    project.fill().await;
    for to in targets() {
        for moment in ["copy     user:", "copy     session:", "compare  user:"] {
            let mut copy = project.copy(&to);
            wait_for(&mut copy, moment);
            copy.kill().unwrap();
            copy.wait().unwrap();
            let rows = to.rows().await;
            let mut own = rows.iter().filter(|(name, _)| !name.starts_with("nevr_"));
            assert!(own.all(|(_, rows)| *rows == 0), "{} after {moment} {rows:?}", to.engine());
        }
        let done = project.copy(&to).wait_with_output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        assert_eq!(to.rows().await["user"], USERS as u64);
    }
}

/// Each kind of database has migration files of its own.
async fn what_was_migrated_here_is_migrated_there() {
    const CART: &str = "[entities.cart.fields]\ntitle = { type = \"string\" }\n";
    let project = Project::new();
    project.done(&["db:migrate"]);
    for to in targets() {
        let here = fs::read_to_string(project.file()).unwrap();
        project.done(&["db:copy", "--to", &to.url()]);
        fs::write(project.file(), config(&to)).unwrap();
        assert!(project.done(&["db:status"]).contains("matches the schema"));
        // And further migrations can be applied and rolled back.
        fs::write(project.file(), config(&to) + CART).unwrap();
        assert!(project.done(&["db:migrate"]).contains("_cart"));
        assert!(project.done(&["db:rollback", "--steps", "2"]).contains("_init"));
        fs::write(project.file(), here).unwrap();
        let folders = fs::read_dir(project.folder.path().join("migrations")).unwrap();
        let last = folders.map(|entry| entry.unwrap().path()).max().unwrap();
        fs::remove_dir_all(last).unwrap();
    }
    fs::remove_dir_all(project.folder.path().join("migrations")).unwrap();
    for to in targets().iter().filter(|to| to.engine() != project.database.engine()) {
        let refused = project.nevr(&["db:copy", "--to", &to.url()]).output().unwrap();
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(!refused.status.success());
        assert!(said.contains("restore the folder"), "{said}");
    }
}

on_every_database!(
    what_was_migrated_here_is_migrated_there,
    people_and_guests_stay_signed_in_on_the_other_database,
    a_copy_that_is_killed_leaves_no_rows_and_can_be_made_again,
);

/// A config file, and the database of the test.
struct Project {
    database: TestDatabase,
    folder: TempDir,
}

impl Project {
    fn new() -> Self {
        let project = Self { database: TestDatabase::new(), folder: TempDir::new().unwrap() };
        fs::write(project.file(), config(&project.database)).unwrap();
        project
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("nevr.config.toml")
    }

    /// Returns the output of a command.
    #[track_caller]
    fn done(&self, arguments: &[&str]) -> String {
        let done = self.nevr(arguments).output().unwrap();
        let said = [done.stdout, done.stderr].map(|text| String::from_utf8(text).unwrap()).concat();
        assert!(done.status.success(), "{said}");
        said
    }

    /// Inserts users with a session each.
    async fn fill(&self) {
        let now = match self.database.engine() {
            Engine::Mysql => "2026-01-31 12:00:00",
            _ => "2026-01-31T12:00:00.000Z",
        };
        let users = (0..USERS).map(|at| format!("('u{at}', 'n', FALSE, FALSE, '{now}', '{now}')"));
        let sessions = (0..USERS)
            .map(|at| format!("('s{at}', 'h', 'u{at}', 'default', '{now}', '{now}', '{now}')"));
        let users: Vec<String> = users.collect();
        let sessions: Vec<String> = sessions.collect();
        let sql = format!(
            r#"INSERT INTO "user" ("id", "name", "emailVerified", "isAnonymous", "createdAt", "updatedAt")
               VALUES {};
               INSERT INTO "session" ("id", "tokenHash", "userId", "policy", "expiresAt", "createdAt",
               "updatedAt") VALUES {}"#,
            users.join(", "),
            sessions.join(", ")
        );
        self.database.execute(&sql).await;
    }

    fn copy(&self, to: &TestDatabase) -> Child {
        self.nevr(&["db:copy"]).env("NEVR_COPY_TO", to.url()).spawn().unwrap()
    }

    fn nevr(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nevr"));
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env_clear()
            .env("NEVR_AUTH_SECRET", SECRET)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

/// Reads the output of the program until this text occurs.
fn wait_for(copy: &mut Child, part: &str) {
    let lines = BufReader::new(copy.stderr.take().unwrap()).lines();
    let mut said = Vec::new();
    for line in lines.map_while(Result::ok) {
        said.push(line);
        if said.last().unwrap().starts_with(part) {
            return;
        }
    }
    panic!("{part:?} was not said, but {said:?}");
}
