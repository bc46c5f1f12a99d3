//! The rules that every plugin must keep, and the OpenAPI document.

use nevr_auth::Auth;
use nevr_auth_anonymous::Anonymous;
use nevr_core::testing::{TestApp, conformance};

use crate::{fixture::registry, listing::listing};

const CONFIG: &str = "database = \"sqlite\"\n[plugins.auth]\n[plugins.auth.plugins.anonymous]\n";

async fn anonymous_keeps_what_every_plugin_must() {
    conformance::<Anonymous>(registry(), CONFIG).await;
}

async fn auth_with_anonymous_keeps_what_every_plugin_must() {
    conformance::<Auth>(registry(), CONFIG).await;
}

#[actix_web::test]
async fn the_document_of_the_default_config_is_as_reviewed() {
    let app = TestApp::start(registry(), CONFIG).await;
    let document = app.get("/api/openapi.json").send().await.json();
    insta::assert_snapshot!(listing(&document));
}

#[actix_web::test]
async fn every_summary_says_what_to_do_and_signing_up_comes_first() {
    let app = TestApp::start(registry(), CONFIG).await;
    let document = app.get("/api/openapi.json").send().await.json();
    let paths = document["paths"].as_object().unwrap();
    let first: Vec<_> = paths.keys().take(3).collect();
    assert_eq!(first, ["/api/auth/sign-up/email", "/api/auth/sign-in/email", "/api/auth/sign-out"]);
    let verbs = ["Become", "Change", "Check", "Delete", "End", "Get", "List", "Make", "Sign"];
    for operation in paths.values().flat_map(|path| path.as_object().unwrap().values()) {
        let summary = operation["summary"].as_str().unwrap();
        let verb = summary.split(' ').next().unwrap();
        assert!(verbs.contains(&verb), "{summary}");
        assert!(!summary.ends_with('.'), "{summary}");
    }
}

nevr_core::testing::on_every_database!(
    anonymous_keeps_what_every_plugin_must,
    auth_with_anonymous_keeps_what_every_plugin_must,
);
