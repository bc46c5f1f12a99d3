//! From a visitor to a guest to an account, as in the README.

use nevr_core::testing::TestApp;
use serde_json::{Value, json};

use crate::fixture::registry;

const CONFIG: &str = r#"
database = "sqlite"

[plugins.auth]

[plugins.auth.plugins.anonymous]
"#;

async fn a_visitor_becomes_a_guest_and_the_guest_an_account_with_the_same_id() {
    let app = TestApp::start(registry(), CONFIG).await;

    let guest = app.post("/api/auth/sign-in/anonymous").send().await;
    assert_eq!(guest.status(), 200, "{}", guest.text());
    let body = guest.json();
    let id = body["user"]["id"].as_str().unwrap().to_owned();
    let token = body["token"].as_str().unwrap().to_owned();
    assert!(id.starts_with("anon_"));
    assert_eq!(body["user"]["isAnonymous"], true);
    assert_eq!(body["user"]["email"], Value::Null);
    assert_eq!(body["user"]["name"], "Anonymous");
    assert_eq!(body["user"]["anonymousId"], id.as_str());
    assert!(guest.set_cookie("nevr.session_token").is_some());

    let session = app.get("/api/auth/get-session").bearer(&token).send().await;
    assert_eq!(session.json()["user"]["id"], id.as_str());

    let linked = app
        .post("/api/auth/anonymous/link")
        .bearer(&token)
        .json(json!({ "email": "User@Example.com", "password": "securepassword123", "name": "John Doe" }))
        .send()
        .await;
    assert_eq!(linked.status(), 200, "{}", linked.text());
    let body = linked.json();
    assert_eq!(body["success"], true);
    assert_eq!(body["user"]["id"], id.as_str());
    assert_eq!(body["user"]["isAnonymous"], false);
    assert_eq!(body["user"]["email"], "user@example.com");
    assert_eq!(body["user"]["anonymousId"], id.as_str());
    let new_token = body["token"].as_str().unwrap().to_owned();
    assert_ne!(new_token, token);

    let dead = app.get("/api/auth/get-session").bearer(&token).send().await;
    assert_eq!(dead.json(), Value::Null);

    let out = app.post("/api/auth/sign-out").bearer(&new_token).send().await;
    assert_eq!(out.json(), json!({ "success": true }));
    let over = app.get("/api/auth/get-session").bearer(&new_token).send().await;
    assert_eq!(over.json(), Value::Null);

    let back = app
        .post("/api/auth/sign-in/email")
        .json(json!({ "email": "user@example.com", "password": "securepassword123" }))
        .send()
        .await;
    assert_eq!(back.json()["user"]["id"], id.as_str());
}

nevr_core::testing::on_every_database!(
    a_visitor_becomes_a_guest_and_the_guest_an_account_with_the_same_id,
);
