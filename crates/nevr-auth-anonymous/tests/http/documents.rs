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

nevr_core::testing::on_every_database!(
    anonymous_keeps_what_every_plugin_must,
    auth_with_anonymous_keeps_what_every_plugin_must,
);
