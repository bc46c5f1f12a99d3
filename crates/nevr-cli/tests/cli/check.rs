//! `check`.

use std::time::Instant;

use crate::support::{APP, Project};

const WRONG: &str = "database = \"sqlite\"\nprot = 1\n\n[plugins.auth]\n\
                     greeting = { times = 0 }\n\n[plugins.auth.plugins.anonimous]\n";

#[test]
fn a_sound_config_is_counted_and_fine() {
    let answer = Project::new(APP).run(&["check"]);
    insta::assert_snapshot!(answer.whole(), @r"
    exit 0
    --- stdout
    2 plugins, 2 entities, 8 endpoints: no errors
    --- stderr
    ");
}

#[test]
fn every_problem_is_shown_at_once() {
    insta::assert_snapshot!(Project::new(WRONG).run(&["check"]).whole());
}

#[test]
fn programs_get_every_problem_with_its_place() {
    let answer = Project::new(WRONG).run(&["check", "--json"]);
    assert_eq!(answer.code, 1);
    insta::assert_snapshot!(format!("{:#}", answer.json()));
}

#[test]
fn programs_get_the_counts() {
    let answer = Project::new(APP).run(&["check", "--json"]);
    let json = answer.json();
    assert_eq!(json["ok"], true);
    assert_eq!((&json["plugins"], &json["entities"]), (&2.into(), &2.into()));
    assert_eq!(json["problems"], serde_json::json!([]));
}

#[test]
fn a_warning_is_shown_and_the_config_is_fine_all_the_same() {
    let config = "[plugins.auth]\nsecret = \"7f3kQ9vLx2mW8sTn4bYc6dRg1hJp5zAe0uKi\"\n";
    let answer = Project::new(config).run(&["check"]);
    assert_eq!(answer.code, 0);
    assert!(answer.stderr.contains("warning"), "{}", answer.stderr);
    assert!(!answer.stderr.contains("7f3kQ9"), "{}", answer.stderr);
    assert!(answer.stdout.ends_with("no errors\n"), "{}", answer.stdout);
}

#[test]
fn neither_a_database_nor_a_secret_is_needed_or_made() {
    let project = Project::new(APP);
    let started = Instant::now();
    project.run(&["check"]).done();
    // What a person takes for at once; it takes some milliseconds.
    assert!(started.elapsed().as_secs() < 1);
    assert_eq!(project.files(), ["nevr.config.toml"]);
}

#[test]
fn pipes_get_no_colour() {
    let answer = Project::new(WRONG).run(&["check"]);
    assert!(!answer.stderr.contains('\u{1b}'));
}

#[test]
fn a_byte_order_mark_shifts_no_column() {
    let project = Project::new("\u{feff}databas = \"sqlite\"\n");
    let said = project.run(&["check"]).stderr;
    assert!(said.contains("--> nevr.config.toml:1:1\n"), "{said}");
    assert!(said.contains("1 | databas = \"sqlite\"\n  | ^^^^^^^ did you mean"), "{said}");
    assert_eq!(project.run(&["check", "--json"]).json()["problems"][0]["places"][0]["column"], 1);
}
