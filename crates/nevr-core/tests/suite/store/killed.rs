//! A process that is killed while it writes.

use std::{
    collections::BTreeSet,
    env,
    io::{BufRead, BufReader, Write, stdout},
    process::{Command, Stdio},
};

use futures_util::future::join_all;
use nevr_core::{
    store::{Database, DatabaseOptions},
    testing::TestDatabase,
};

use sea_orm::{ConnectionTrait, Statement};

use super::fixture::{note, session, set_of, store, tables, user};

/// The URL of the database that the process to be killed writes to.
const DATABASE: &str = "NEVR_TEST_WRITER_DATABASE";
const ANSWERED: &str = "answered ";
const CALLERS: usize = 16;
/// More than it can write before it is killed.
const SETS: usize = 100_000;
const ROUNDS: usize = 6;

/// The process to be killed: writes sets of three rows, and prints the name of each one that is
/// answered.
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
                    store.write(set).await.unwrap();
                    writeln!(stdout(), "{ANSWERED}{name}").unwrap();
                }
            }
        });
        join_all(callers).await;
    });
}

/// Runs the writer, and kills it after it has printed this many names. Returns all names that it has
/// printed.
fn killed_after(url: &str, round: usize, names: usize) -> Vec<String> {
    let mut writer = Command::new(env::current_exe().unwrap())
        .args(["store::killed::writer", "--exact", "--ignored", "--nocapture"])
        .env(DATABASE, url)
        .env("ROUND", round.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut answered = Vec::new();
    let mut output = BufReader::new(writer.stdout.take().unwrap());
    let mut line = String::new();
    while output.read_line(&mut line).unwrap() > 0 {
        // A line that was being printed when it was killed has no end.
        let whole = line.strip_suffix('\n').and_then(|line| line.split_once(ANSWERED));
        if let Some((_, name)) = whole {
            answered.push(name.to_owned());
            if answered.len() == names {
                writer.kill().unwrap();
            }
        }
        line.clear();
    }
    writer.wait().unwrap();
    answered
}

/// At random moments: wherever it is after that many answers.
async fn f7_what_a_killed_process_has_answered_is_there_and_nothing_is_there_by_half() {
    let database = TestDatabase::new();
    database.execute(&tables(database.engine())).await;
    let mut all = Vec::new();
    for round in 0..ROUNDS {
        let moment = usize::try_from(getrandom::u32().unwrap() % 256).unwrap();
        all.extend(killed_after(&database.url(), round, 1 + moment * 4));
    }
    let shop = database.connect().await;
    let column = async |sql: &str| {
        let query = Statement::from_string(shop.get_database_backend(), sql);
        let rows = shop.query_all_raw(query).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect::<Vec<String>>()
    };
    let by_half = r#"SELECT "id" FROM "user" u WHERE
        (SELECT count(*) FROM "session" s WHERE s."userId" = u."id") <> 1
        OR (SELECT count(*) FROM "note" n WHERE n."userId" = u."id") <> 1"#;
    assert_eq!(column(by_half).await, Vec::<String>::new());
    let there: BTreeSet<_> = column(r#"SELECT "id" FROM "user""#).await.into_iter().collect();
    for name in &all {
        assert!(there.contains(name), "{name} was answered");
    }
    // What was under way may be there too.
    assert!(there.len() <= all.len() + ROUNDS * CALLERS, "{} of {}", there.len(), all.len());
    shop.close().await.unwrap();
}

nevr_core::testing::on_every_database!(
    f7_what_a_killed_process_has_answered_is_there_and_nothing_is_there_by_half,
);
