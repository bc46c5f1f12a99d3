//! `openapi`.

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
