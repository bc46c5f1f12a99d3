//! A process that writes: killed while it does, and on a disk that fails.

use std::{
    collections::BTreeSet,
    env,
    io::{BufRead, BufReader, Write, stdout},
    process::{Child, ChildStdout, Command, Stdio},
};

use futures_util::future::join_all;
use nevr_core::{
    store::{Database, DatabaseOptions},
    testing::TestDatabase,
    wire::WireError,
};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

use super::fixture::{note, session, set_of, store, tables, user};

/// The URL of the database that the process writes to.
const DATABASE: &str = "NEVR_TEST_WRITER_DATABASE";
/// What it prints before the name of each set that is written, or else the status of the error.
const ANSWERED: &str = "answered ";
const REFUSED: &str = "refused ";
const CALLERS: usize = 16;
/// More than it can write before it is ended.
const SETS: usize = 100_000;
const ROUNDS: usize = 6;

/// The process: writes sets of three rows, and prints what becomes of each one.
#[test]
#[ignore = "is run by the tests below, in a process of its own"]
fn writer() {
    let Ok(url) = env::var(DATABASE) else { return };
    nevr_core::testing::run(async {
        let database = Database::open(&url, DatabaseOptions::default()).await.unwrap();
        let store = store(database, |_| {});
        let round = env::var("ROUND").unwrap();
        let callers = (0..CALLERS).map(|caller| {
            let (store, round) = (store.clone(), round.clone());
            async move {
                for at in 0..SETS {
                    let name = format!("{round}-{caller}-{at}");
                    let mut set = set_of("user", user(&name).with("id", name.as_str()));
                    set.insert("session", session(&name, "phone"));
                    let text = note(&name).with("userId", name.as_str());
                    set.insert("note", text);
                    match store.write(set).await {
                        Ok(_) => writeln!(stdout(), "{ANSWERED}{name}").unwrap(),
                        Err(error) => {
                            let status = error.wire().code.status;
                            writeln!(stdout(), "{REFUSED}{status} {name}").unwrap();
                        }
                    }
                }
            }
        });
        join_all(callers).await;
    });
}

/// Starts the process. Its program and arguments come after those of `launcher`.
fn start(url: &str, round: usize, launcher: &[&str]) -> (Child, BufReader<ChildStdout>) {
    let program = env::current_exe().unwrap().display().to_string();
    let arguments = ["store::writing_process::writer", "--exact", "--ignored", "--nocapture"];
    let mut command = launcher.iter().copied().chain([program.as_str()]).chain(arguments);
    let mut writer = Command::new(command.next().unwrap())
        .args(command)
        .env(DATABASE, url)
        .env("ROUND", round.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(writer.stdout.take().unwrap());
    (writer, output)
}

/// Returns the next line that holds `mark`, from there on, if the process prints another one. A line
/// that was being printed when it was ended is left out.
fn next_line(output: &mut BufReader<ChildStdout>) -> Option<String> {
    let mut line = String::new();
    loop {
        line.clear();
        if output.read_line(&mut line).unwrap() == 0 {
            return None;
        }
        let begin = [ANSWERED, REFUSED].iter().find_map(|mark| line.find(mark));
        if let (Some(begin), Some(whole)) = (begin, line.strip_suffix('\n')) {
            return Some(whole[begin..].to_owned());
        }
    }
}

/// Runs the process, and kills it after it has printed this many names. Returns all names that it
/// has printed.
fn killed_after(url: &str, round: usize, names: usize) -> Vec<String> {
    let (mut writer, mut output) = start(url, round, &[]);
    let mut answered = Vec::new();
    while let Some(line) = next_line(&mut output) {
        answered.push(line.strip_prefix(ANSWERED).unwrap().to_owned());
        if answered.len() == names {
            writer.kill().unwrap();
        }
    }
    writer.wait().unwrap();
    answered
}

async fn column(database: &DatabaseConnection, sql: &str) -> Vec<String> {
    let query = Statement::from_string(database.get_database_backend(), sql);
    let rows = database.query_all_raw(query).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

/// Returns the names that are there. None is there by half.
async fn whole_sets(database: &DatabaseConnection) -> BTreeSet<String> {
    let by_half = r#"SELECT "id" FROM "user" u WHERE
        (SELECT count(*) FROM "session" s WHERE s."userId" = u."id") <> 1
        OR (SELECT count(*) FROM "note" n WHERE n."userId" = u."id") <> 1"#;
    assert_eq!(column(database, by_half).await, Vec::<String>::new());
    column(database, r#"SELECT "id" FROM "user""#).await.into_iter().collect()
}

/// At random moments: wherever it is after that many answers.
async fn f1_what_a_killed_process_has_answered_is_there_and_nothing_is_there_by_half() {
    let database = TestDatabase::new();
    database.execute(&tables(database.engine())).await;
    let mut all = Vec::new();
    for round in 0..ROUNDS {
        let moment = usize::try_from(getrandom::u32().unwrap() % 256).unwrap();
        all.extend(killed_after(&database.url(), round, 1 + moment * 4));
    }
    let shop = database.connect().await;
    let there = whole_sets(&shop).await;
    for name in &all {
        assert!(there.contains(name), "{name} was answered");
    }
    // What was under way may be there too.
    assert!(there.len() <= all.len() + ROUNDS * CALLERS, "{} of {}", there.len(), all.len());
    shop.close().await.unwrap();
}

/// The limit of the size of a file stands in for a full disk: writing beyond it is an I/O error in the
/// middle of a commit. It is lifted while the process runs.
#[cfg(target_os = "linux")]
#[actix_web::test]
async fn f6_what_a_failed_disk_has_refused_is_not_there_and_the_writer_goes_on() {
    const LIMIT: &str = "--fsize=700000:unlimited";
    const REFUSALS: usize = 100;
    const ANSWERS: usize = 200;
    let database = TestDatabase::new();
    database.execute(&tables(database.engine())).await;
    // Without the trap, the signal ends the process.
    let launcher = ["sh", "-c", r#"trap '' XFSZ; exec prlimit "$0" "$@""#, LIMIT];
    let (mut writer, mut output) = start(&database.url(), 0, &launcher);
    let (mut answered, mut refused) = (Vec::new(), Vec::new());
    let mut answered_before = None;
    while let Some(line) = next_line(&mut output) {
        match line.strip_prefix(ANSWERED) {
            Some(name) => answered.push(name.to_owned()),
            None => refused.push(line.strip_prefix("refused 503 ").unwrap().to_owned()),
        }
        if refused.len() == REFUSALS && answered_before.is_none() {
            answered_before = Some(answered.len());
            let pid = writer.id().to_string();
            let lifted =
                Command::new("prlimit").args(["--fsize=unlimited", "--pid", &pid]).status();
            assert!(lifted.unwrap().success());
        }
        if answered_before.is_some_and(|before| answered.len() == before + ANSWERS) {
            writer.kill().unwrap();
        }
    }
    writer.wait().unwrap();
    assert!(answered_before.is_some_and(|before| answered.len() >= before + ANSWERS));
    let shop = database.connect().await;
    let there = whole_sets(&shop).await;
    for name in &answered {
        assert!(there.contains(name), "{name} was answered");
    }
    for name in &refused {
        assert!(!there.contains(name), "{name} was refused");
    }
    assert_eq!(column(&shop, "PRAGMA integrity_check").await, ["ok"]);
    shop.close().await.unwrap();
}

nevr_core::testing::on_every_database!(
    f1_what_a_killed_process_has_answered_is_there_and_nothing_is_there_by_half,
);
