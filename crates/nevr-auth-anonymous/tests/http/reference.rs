//! The requests and answers of the reference page, as it documents them.

use std::time::Duration;

use serde_json::{Value, json};

use crate::fixture::{COOKIE, GUEST, LINK, Person, SESSION, config, registry};
use nevr_core::testing::TestApp;

/// What the page begins with: nothing but the plugins.
const CONFIG: &str = "database = \"sqlite\"\n[plugins.auth]\n[plugins.auth.plugins.anonymous]\n";

async fn creating_a_guest_answers_as_documented() {
    let app = TestApp::start(registry(), CONFIG).await;
    let reply = app.post(GUEST).json(json!({})).send().await;
    assert_eq!(reply.status(), 200, "{}", reply.text());
    let body = reply.json();
    let user = &body["user"];
    assert!(body["token"].as_str().is_some_and(|token| token.len() >= 43));
    assert!(user["id"].as_str().unwrap().starts_with("anon_"));
    assert_eq!(user["isAnonymous"], true);
    assert_eq!(user["createdAt"], "2026-03-01T12:00:00.000Z");
    assert_eq!(user["anonymousId"], user["id"]);
    assert_eq!(user["emailVerified"], false);
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let members: Vec<&String> = user.as_object().unwrap().keys().collect();
    let documented = [
        "anonymousId",
        "createdAt",
        "email",
        "emailVerified",
        "id",
        "image",
        "isAnonymous",
        "name",
        "updatedAt",
    ];
    assert!(documented.iter().all(|name| members.iter().any(|it| it == name)), "{members:?}");
    assert_eq!(members.len(), documented.len(), "{members:?}");
}

async fn linking_answers_as_documented() {
    let app = TestApp::start(registry(), CONFIG).await;
    let guest = Person::of(&app.post(GUEST).json(json!({})).send().await);
    app.clock().advance(Duration::from_secs(1));
    let body = json!({
        "email": "user@example.com", "password": "securepassword123", "name": "John Doe",
    });
    let reply = guest.post(&app, LINK, body).send().await;
    assert_eq!(reply.status(), 200, "{}", reply.text());
    let body = reply.json();
    assert_eq!(body["success"], true);
    assert_eq!(body["user"]["id"], guest.id.as_str());
    assert_eq!(body["user"]["email"], "user@example.com");
    assert_eq!(body["user"]["isAnonymous"], false);
    assert_eq!(body["user"]["name"], "John Doe");
    assert_eq!(body["user"]["emailVerified"], false);
    assert_eq!(body["user"]["createdAt"], "2026-03-01T12:00:00.000Z");
    assert_eq!(body["user"]["updatedAt"], "2026-03-01T12:00:01.000Z");
    assert_eq!(body["user"]["anonymousId"], guest.id.as_str());
}

async fn a_name_that_is_not_sent_stays() {
    let app = config().start().await;
    let guest = crate::fixture::guest(&app).await;
    let renamed = guest.post(&app, "/api/auth/update-user", json!({ "name": "Ann" })).send().await;
    assert_eq!(renamed.status(), 200, "{}", renamed.text());
    let body = json!({ "email": "ann@example.com", "password": "securepassword123" });
    let linked = guest.post(&app, LINK, body).send().await;
    assert_eq!(linked.json()["user"]["name"], "Ann", "{}", linked.text());
}

async fn a_guest_is_asked_for_with_an_empty_object_or_nothing() {
    let app = config().start().await;
    assert_eq!(app.post(GUEST).send().await.status(), 200);
    assert_eq!(app.post(GUEST).json(json!({})).send().await.status(), 200);
    for body in [json!([]), json!(null), json!("guest"), json!({ "name": "Ann" })] {
        let reply = app.post(GUEST).json(&body).send().await;
        assert_eq!((reply.status(), reply.code().as_str()), (400, "VALIDATION_ERROR"), "{body}");
    }
    assert_eq!(app.rows().await["user"], 2);
}

async fn by_default_a_guest_lasts_thirty_days_and_ten_may_come_in_a_minute() {
    let app = TestApp::start(registry(), CONFIG).await;
    let reply = app.post(GUEST).send().await;
    let cookie = reply.set_cookie(COOKIE).unwrap();
    assert_eq!(cookie.max_age(), Some(30 * 24 * 60 * 60));
    assert!(cookie.has("HttpOnly") && cookie.attribute("samesite") == Some("Lax"));
    assert_eq!(reply.header("ratelimit-policy"), Some("\"auth.anonymous\";q=10;w=60"));
    let guest = Person::of(&reply);
    let session = app.get(SESSION).bearer(&guest.token).send().await.json();
    assert_eq!(session["session"]["expiresAt"], "2026-03-31T12:00:00.000Z");
    assert_eq!(session["session"]["userId"], guest.id.as_str());
    assert_eq!(session["session"].get("tokenHash"), None);
}

async fn without_a_session_there_is_nobody_to_link() {
    let app = config().start().await;
    let reply = app.post(LINK).json(crate::fixture::account("a@example.com")).send().await;
    assert_eq!((reply.status(), reply.code().as_str()), (401, "UNAUTHORIZED"));
    assert_eq!(app.rows().await["user"], 0);
}

async fn a_browser_goes_the_whole_way_with_its_cookie_alone() {
    let app = TestApp::start(registry(), CONFIG).await;
    let browser = app.browser();
    let id = browser.post(GUEST).send().await.json()["user"]["id"].clone();
    let before = browser.cookie(COOKIE).unwrap();
    let body = crate::fixture::account("user@example.com");
    let linked = browser.post(LINK).json(body).send().await;
    assert_eq!(linked.status(), 200, "{}", linked.text());
    let after = browser.cookie(COOKIE).unwrap();
    assert_ne!(before, after);
    assert_eq!(linked.set_cookie(COOKIE).unwrap().max_age(), Some(7 * 24 * 60 * 60));
    assert_eq!(browser.get(SESSION).send().await.json()["user"]["id"], id);
    let old = app.get(SESSION).cookie(COOKIE, &before).send().await;
    assert_eq!(old.json(), Value::Null);
}

nevr_core::testing::on_every_database!(
    creating_a_guest_answers_as_documented,
    linking_answers_as_documented,
    a_name_that_is_not_sent_stays,
    a_guest_is_asked_for_with_an_empty_object_or_nothing,
    by_default_a_guest_lasts_thirty_days_and_ten_may_come_in_a_minute,
    without_a_session_there_is_nobody_to_link,
    a_browser_goes_the_whole_way_with_its_cookie_alone,
);
