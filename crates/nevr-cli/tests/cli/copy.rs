//! `db:copy`.

use crate::support::{APP, Answer, Project};

/// A project whose database has a user and a session.
fn project() -> Project {
    let project = Project::new(APP);
    project.run(&["db:push"]).done();
    project.execute(
        "INSERT INTO \"user\" (\"id\", \"name\", \"createdAt\", \"updatedAt\") VALUES \
         ('ann', 'Ann', '2026-01-31T12:00:00.000Z', '2026-01-31T12:00:00.000Z'); \
         INSERT INTO session (\"id\", \"userId\") VALUES ('s', 'ann')",
    );
    project
}

fn copy(project: &Project, url: &str) -> Answer {
    project.run(&["db:copy", "--to", url])
}

#[test]
fn a_database_is_carried_over_and_can_be_used_from_there() {
    let project = project();
    project.execute("CREATE TABLE legacy (id text)");
    insta::assert_snapshot!(copy(&project, "sqlite://other.db").whole());
    let project = project.with("DATABASE_URL", "sqlite://other.db");
    let status = project.run(&["db:status"]);
    assert_eq!((status.code, status.stdout.as_str()), (0, "the database matches the schema\n"));
    insta::assert_snapshot!(copy(&project, "sqlite://third.db").whole());
}

#[test]
fn programs_get_a_report_and_nothing_else() {
    let answer = project().run(&["db:copy", "--to", "sqlite://other.db", "--json"]);
    assert_eq!(answer.code, 0);
    insta::assert_snapshot!(answer.json().to_string());
}

#[test]
fn the_url_may_stand_in_a_variable_of_any_name_or_in_that_of_the_command() {
    let project =
        project().with("TARGET_URL", "sqlite://one.db").with("NEVR_COPY_TO", "sqlite://two.db");
    copy(&project, "${TARGET_URL}").done();
    project.run(&["db:copy"]).done();
    assert!(project.path().join("one.db").is_file() && project.path().join("two.db").is_file());
}

#[test]
fn without_a_url_it_is_wrong_usage() {
    insta::assert_snapshot!(project().run(&["db:copy"]).whole());
}

#[test]
fn a_database_with_rows_is_refused() {
    let project = project();
    copy(&project, "sqlite://other.db").done();
    insta::assert_snapshot!(copy(&project, "sqlite://other.db").whole());
    insta::assert_snapshot!(copy(&project, "sqlite://nevr.db").whole());
    let answer = project.run(&["db:copy", "--to", "sqlite://other.db", "--json"]);
    assert_eq!((answer.code, answer.json()["ok"].as_bool()), (1, Some(false)));
}

#[test]
fn a_row_that_cannot_be_carried_over_is_named_and_nothing_is_copied() {
    let project = project();
    project.execute("UPDATE \"user\" SET \"name\" = 'a' || char(0) WHERE \"id\" = 'ann'");
    insta::assert_snapshot!(copy(&project, "sqlite://other.db").whole());
    let project = project.with("DATABASE_URL", "sqlite://other.db");
    assert_eq!(project.run(&["db:status"]).code, 1, "it has no tables even");
}

#[test]
fn a_url_that_cannot_be_used_is_refused_and_never_shown() {
    let project = project();
    for (url, expected) in [
        ("oracle://ann:canary@host/db", "begins with none of"),
        ("${CANARY}", "the variable `CANARY` is not set"),
        ("${canary", "without its `}`"),
        ("postgres://ann:canary@127.0.0.1:1/db", "no server answers"),
        ("mysql://ann:canary@127.0.0.1:1", "names no database"),
        ("sqlite://no/such/canary/x.db", "could not be created"),
        ("sqlite://x.db?canary=1", "not well formed"),
    ] {
        let answer = copy(&project, url);
        assert_eq!(answer.code, 1, "{url}");
        assert!(answer.stderr.contains(expected), "{url}: {}", answer.stderr);
        assert!(!answer.stderr.contains("canary"), "{url}: {}", answer.stderr);
    }
}
