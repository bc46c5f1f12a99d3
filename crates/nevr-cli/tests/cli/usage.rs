//! The words of the command line themselves.

use crate::support::{APP, Project};

#[test]
fn the_help_is_as_reviewed() {
    let help = Project::empty().run(&["--help"]).done();
    insta::assert_snapshot!(help);
}

#[test]
fn wrong_usage_exits_with_2_and_speaks_to_stderr() {
    let project = Project::new(APP);
    for arguments in [
        &[][..],
        &["frob"],
        &["serve", "--json"],
        &["init", "--app"],
        &["check", "--frob"],
        &["check", "--config"],
    ] {
        let answer = project.run(arguments);
        assert_eq!(answer.code, 2, "{arguments:?}");
        assert_eq!(answer.stdout, "", "{arguments:?}");
        assert_ne!(answer.stderr, "", "{arguments:?}");
    }
}

#[test]
fn a_misspelled_command_is_told_the_nearest() {
    let answer = Project::new(APP).run(&["db:psh"]);
    assert_eq!(answer.code, 2);
    assert!(answer.stderr.contains("db:push"), "{}", answer.stderr);
}

#[test]
fn the_config_is_what_the_option_names_then_the_variable_then_the_file_here() {
    let project = Project::new("outDir = \"./here\"\n");
    project.write("variable.toml", "outDir = \"./variable\"\n");
    project.write("option.toml", "outDir = \"./option\"\n");
    let out_dir = |project: &Project, arguments: &[&str]| {
        let answer = project.run(&[arguments, &["introspect", "--json"]].concat());
        answer.json()["config"]["outDir"].as_str().unwrap().to_owned()
    };
    assert_eq!(out_dir(&project, &[]), "./here");
    let project = project.with("NEVR_CONFIG", "variable.toml");
    assert_eq!(out_dir(&project, &[]), "./variable");
    assert_eq!(out_dir(&project, &["-c", "option.toml"]), "./option");
    assert_eq!(out_dir(&project, &["--config", "option.toml"]), "./option");
    let project = project.with("NEVR_CONFIG", "");
    assert_eq!(out_dir(&project, &[]), "./here");
}

#[test]
fn a_config_that_is_not_there_is_a_problem_with_a_remedy() {
    let answer = Project::empty().run(&["check"]);
    assert_eq!(answer.code, 1);
    assert!(answer.stderr.contains("there is no nevr.config.toml"), "{}", answer.stderr);
    assert!(answer.stderr.contains("nevr init"), "{}", answer.stderr);
}

#[test]
fn an_unusable_log_filter_names_its_variable() {
    let project = Project::new(APP).with("NEVR_LOG", "no=such=filter");
    let answer = project.run(&["check"]);
    assert_eq!(answer.code, 1);
    assert!(answer.stderr.contains("NEVR_LOG"), "{}", answer.stderr);
}

#[test]
fn a_secret_is_43_characters_and_never_the_same() {
    let project = Project::empty();
    let [one, other] = [project.run(&["secret"]).done(), project.run(&["secret"]).done()];
    assert_ne!(one, other);
    for secret in [one, other] {
        let secret = secret.strip_suffix('\n').unwrap();
        assert_eq!(secret.len(), 43);
        assert!(secret.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)), "{secret}");
    }
}
