//! `nevr db:status` finds rows that break the rules of the plugins.
#![cfg(feature = "cli")]

use std::{
    fs,
    process::{Command, Stdio},
};

use nevr::{
    serde_json::Value,
    testing::{TestDatabase, on_every_database},
};
use tempfile::TempDir;

const CONFIG: &str = "[plugins.auth]\n[plugins.auth.plugins.anonymous]\n";

/// Users as SQL by hand could write them: what they are, their id, their address, whether guests.
const USERS: [(&str, &str, bool); 6] = [
    ("one", "'Ann@Example.com'", false),
    ("two", "'ann@example.com'", false),
    ("three", "' bob@example.com'", false),
    ("anon_four", "NULL", false),
    ("anon_five", "NULL", true),
    ("anon_six", "NULL", true),
];

fn status(dir: &TempDir, database: &TestDatabase, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nevr"));
    command.current_dir(dir).env_clear().env("DATABASE_URL", database.url()).stdin(Stdio::null());
    let output = command.args(arguments).output().unwrap();
    let (out, err) = (output.stdout, output.stderr);
    (output.status.code().unwrap(), String::from_utf8([out, err].concat()).unwrap())
}

async fn rows_that_break_a_rule_are_found_with_a_query_that_lists_them() {
    let (dir, database) = (TempDir::new().unwrap(), TestDatabase::new());
    let config = format!("database = \"{}\"\n{CONFIG}", database.engine());
    fs::write(dir.path().join("nevr.config.toml"), config).unwrap();
    let (code, said) = status(&dir, &database, &["db:push"]);
    assert_eq!(code, 0, "{said}");
    let now = "'2026-01-01 00:00:00.000000'";
    for (id, email, guest) in USERS {
        let sql = format!(
            "INSERT INTO \"user\" (\"id\", \"name\", \"email\", \"isAnonymous\", \"createdAt\", \
             \"updatedAt\") VALUES ('{id}', 'A', {email}, {guest}, {now}, {now})"
        );
        database.execute(&sql).await;
    }
    for id in ["one", "anon_six"] {
        let sql = format!(
            "INSERT INTO \"account\" (\"id\", \"userId\", \"providerId\", \"accountId\", \
             \"createdAt\", \"updatedAt\") VALUES ('{id}', '{id}', 'credential', '{id}', {now}, {now})"
        );
        database.execute(&sql).await;
    }
    let (code, said) = status(&dir, &database, &["db:status", "--json"]);
    let json: Value = nevr::serde_json::from_str(&said).unwrap();
    assert_eq!((code, &json["ok"]), (1, &false.into()), "{said}");
    let broken = json["broken"].as_array().unwrap();
    let found =
        broken.iter().map(|it| (it["name"].as_str().unwrap(), it["rows"].as_u64().unwrap()));
    let expected = [
        ("auth.email.canonical", 2),
        ("auth.email.unique", 1),
        ("auth.account", 2),
        ("anonymous.guest", 1),
        ("anonymous.account", 1),
    ];
    assert_eq!(found.collect::<Vec<_>>(), expected);
    let (_, said) = status(&dir, &database, &["db:status"]);
    assert!(said.contains("find them with: SELECT "), "{said}");
    assert!(said.ends_with("the database matches the schema, and some rows break a rule\n"));

    database.execute("DELETE FROM \"user\"").await;
    let (code, said) = status(&dir, &database, &["db:status"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.ends_with("the database matches the schema\n"), "{said}");
}

on_every_database!(rows_that_break_a_rule_are_found_with_a_query_that_lists_them);
