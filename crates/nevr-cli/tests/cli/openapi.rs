//! `openapi`.

use std::{fs, os::unix::fs::symlink, process::Command, thread};

use serde_json::Value;

use crate::support::{APP, Project};

#[test]
fn the_document_goes_to_stdout_and_nothing_is_written() {
    let project = Project::new(APP);
    let document: Value = serde_json::from_str(&project.run(&["openapi"]).done()).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    assert!(document["paths"]["/api/auth/get-session"]["get"].is_object());
    assert_eq!(project.files(), ["nevr.config.toml"]);
}

#[test]
fn the_document_goes_to_a_file_that_is_named() {
    let project = Project::new(APP);
    let stdout = project.run(&["openapi"]).done();
    assert_eq!(project.run(&["openapi", "--output", "api.json"]).done(), "created api.json\n");
    assert_eq!(project.read("api.json"), stdout);
    assert_eq!(project.run(&["openapi", "--output", "api.json"]).done(), "unchanged api.json\n");
}

#[test]
fn a_link_that_is_named_stays_and_its_target_is_replaced() {
    let project = Project::new(APP);
    project.write("target.json", "{}");
    symlink("target.json", project.path().join("api.json")).unwrap();
    project.run(&["openapi", "--output", "api.json"]).done();
    assert!(fs::symlink_metadata(project.path().join("api.json")).unwrap().is_symlink());
    assert_eq!(project.read("target.json"), project.run(&["openapi"]).done());
}

#[test]
fn a_pipe_that_is_named_is_written_to() {
    let project = Project::new(APP);
    let pipe = project.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = thread::spawn(move || fs::read_to_string(pipe).unwrap());
    project.run(&["openapi", "--output", "pipe"]).done();
    assert_eq!(reader.join().unwrap(), project.run(&["openapi"]).done());
}

#[test]
fn a_file_that_cannot_be_written_is_a_failure_and_leaves_the_old_one() {
    let project = Project::new(APP);
    project.write("api.json", "{}");
    for file in ["api.json", "/dev/full", "no/such/folder.json", "."] {
        let answer = project.run_with_little_room(0, &["openapi", "--output", file]);
        assert_eq!(answer.code, 1, "{file}");
        assert!(answer.stderr.contains("cannot write "), "{file}: {}", answer.stderr);
    }
    assert_eq!(project.read("api.json"), "{}");
    assert_eq!(project.files(), ["api.json", "nevr.config.toml"]);
}
