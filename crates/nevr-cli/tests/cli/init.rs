//! `init`.

use std::{fs, os::unix::fs::PermissionsExt};

use crate::support::Project;

#[test]
fn a_new_project_is_complete() {
    let project = Project::empty();
    insta::assert_snapshot!(project.run(&["init"]).whole());
    assert_eq!(project.files(), [".env", ".gitignore", "nevr.config.toml"]);
    insta::assert_snapshot!("new_config", project.read("nevr.config.toml"));
    insta::assert_snapshot!("new_ignore", project.read(".gitignore"));
    project.run(&["check"]).done();
}

#[test]
fn the_secret_is_for_the_owner_alone() {
    let project = Project::empty();
    project.run(&["init"]).done();
    let mode = fs::metadata(project.path().join(".env")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let env = project.read(".env");
    let line = env.lines().find(|line| line.starts_with("NEVR_AUTH_SECRET=")).unwrap();
    assert_eq!(line.len(), "NEVR_AUTH_SECRET=".len() + 43);
}

#[test]
fn a_folder_is_made() {
    let project = Project::empty();
    let said = project.run(&["init", "my shop"]).done();
    assert!(said.ends_with("next: cd 'my shop' && nevr dev\n"), "{said}");
    assert!(project.path().join("my shop/nevr.config.toml").is_file());
}

#[test]
fn a_config_that_is_there_is_never_overwritten() {
    let project = Project::new("# mine\n");
    let answer = project.run(&["init"]);
    assert_eq!(answer.code, 1);
    assert!(answer.stderr.contains("nevr.config.toml already exists"), "{}", answer.stderr);
    assert_eq!(project.read("nevr.config.toml"), "# mine\n");
    assert_eq!(project.files(), ["nevr.config.toml"]);
}

#[test]
fn other_files_that_are_there_are_kept_and_what_they_lack_is_said() {
    let project = Project::empty();
    project.write(".env", "OTHER=1\n");
    project.write(".gitignore", "target\n.env\n");
    let said = project.run(&["init"]).done();
    assert!(said.contains("kept    .env: add a line NEVR_AUTH_SECRET"), "{said}");
    assert!(said.contains("make sure that it covers .nevr/, nevr.db"), "{said}");
    assert_eq!(project.read(".env"), "OTHER=1\n");
    assert_eq!(project.read(".gitignore"), "target\n.env\n");
}

#[test]
fn on_a_full_disk_nothing_is_left_and_it_can_be_run_again() {
    let project = Project::empty();
    let answer = project.run_with_little_room(0, &["init"]);
    assert_eq!(answer.code, 1);
    assert!(answer.stderr.contains("cannot write .env"), "{}", answer.stderr);
    assert!(project.files().is_empty(), "{:?}", project.files());
    project.run(&["init"]).done();
    project.run(&["check"]).done();
}

#[test]
fn a_byte_order_mark_does_not_hide_the_first_line_of_a_file() {
    let project = Project::empty();
    project.write(".env", "\u{feff}NEVR_AUTH_SECRET=mine\n");
    let said = project.run(&["init"]).done();
    assert!(said.contains("kept    .env\n"), "{said}");
}
