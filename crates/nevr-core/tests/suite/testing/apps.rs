//! The app, its requests, its browser, its clock and its logs.

use std::time::Duration;

use futures_util::future::join_all;
use nevr_core::{
    app::StartError,
    testing::{Engine, TestApp},
};
use serde_json::json;

use crate::testing::notes::registry;

const CONFIG: &str = "[plugins.notes]\n";

async fn an_app_keeps_its_rows_over_a_restart() {
    let app = TestApp::start(registry(), CONFIG).await;
    let reply = app.post("/api/notes/keep").json(json!({ "text": "bread" })).send().await;
    assert_eq!(reply.status(), 200, "{}", reply.text());
    let rows = app.rows().await;
    assert_eq!(rows["note"], 1);
    assert!(rows.contains_key("nevr_schema"), "{rows:?}");
    let app = app.restart("").await;
    assert_eq!(app.post("/api/notes/keep").json(json!({})).send().await.status(), 404);
    let app = app.restart(CONFIG).await;
    assert_eq!(app.rows().await, rows);
}

async fn requests_are_on_their_way_together() {
    let app = TestApp::start(registry(), CONFIG).await;
    let request = |_| app.post("/api/notes/keep").json(json!({ "text": "x" })).send();
    let mut statuses: Vec<u16> = join_all((0..5).map(request))
        .await
        .iter()
        .map(nevr_core::testing::TestReply::status)
        .collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 200, 200, 429, 429]);
}

async fn the_clock_turns_what_is_counted() {
    let app = TestApp::start(registry(), CONFIG).await;
    let keep = || app.post("/api/notes/keep").json(json!({ "text": "x" })).send();
    for _ in 0..3 {
        assert_eq!(keep().await.status(), 200);
    }
    app.clock().set_wall_forward(Duration::from_hours(1));
    assert_eq!(keep().await.code(), "RATE_LIMITED");
    app.clock().advance(Duration::from_mins(1));
    assert_eq!(keep().await.status(), 200);
}

async fn a_database_that_is_taken_away_fails_every_statement() {
    let app = TestApp::start(registry(), CONFIG).await;
    app.take_database_away().await;
    let reply = app.post("/api/notes/keep").json(json!({ "text": "x" })).send().await;
    assert_eq!((reply.status(), reply.code().as_str()), (503, "SERVICE_UNAVAILABLE"));
    assert!(reply.header("retry-after").is_some());
    let ready = app.get("/api/health/ready").send().await;
    assert_eq!(ready.json()["error"]["message"], "database");
    let app = app.restart(CONFIG).await;
    assert_eq!(app.get("/api/health/ready").send().await.status(), 200);
}

async fn each_app_has_its_own_logs_with_those_of_its_jobs() {
    let one = TestApp::start(registry(), CONFIG).await;
    let two = TestApp::start(registry(), CONFIG).await;
    one.post("/api/notes/keep").json(json!({ "text": "canary-one" })).send().await;
    two.post("/api/notes/keep").json(json!({ "text": "canary-two" })).send().await;
    let (first, second) = (one.logs(), two.logs());
    assert!(first.contains("canary-one") && !first.contains("canary-two"), "{first}");
    assert!(second.contains("canary-two") && !second.contains("canary-one"), "{second}");
    assert!(first.contains("a hook saw the note"), "a job on the database runtime: {first}");
    assert!(first.contains("status=200"), "{first}");
}

async fn a_browser_keeps_a_cookie_until_it_ends() {
    let app = TestApp::start(registry(), CONFIG).await;
    let browser = app.browser();
    let reply = browser.post("/api/notes/remember").send().await;
    let cookie = reply.set_cookie("note").unwrap();
    assert_eq!((cookie.value.as_str(), cookie.max_age()), ("bread", Some(3600)));
    assert!(cookie.has("HttpOnly") && !cookie.has("Secure"));
    assert_eq!(browser.cookie("note").as_deref(), Some("bread"));
    browser.post("/api/notes/forget").send().await;
    assert_eq!(browser.cookie("note"), None);
}

async fn an_app_that_was_not_pushed_says_what_is_missing() {
    let error = TestApp::builder(registry()).config(CONFIG).without_push().try_start().await;
    match (Engine::current(), error.err().unwrap()) {
        (Engine::Sqlite, StartError::Open(_)) => {}
        // There is a database, with nothing in it.
        (Engine::Postgresql | Engine::Mysql, StartError::Behind { missing, .. }) => {
            assert!(missing.contains("note"), "{missing}");
        }
        (engine, error) => panic!("{engine}: {error}"),
    }
}

async fn a_wrong_config_fails_the_test_with_its_report() {
    TestApp::start(registry(), "[plugins.note]\n").await;
}

nevr_core::testing::on_every_database!(
    an_app_keeps_its_rows_over_a_restart,
    requests_are_on_their_way_together,
    the_clock_turns_what_is_counted,
    a_database_that_is_taken_away_fails_every_statement,
    each_app_has_its_own_logs_with_those_of_its_jobs,
    a_browser_keeps_a_cookie_until_it_ends,
    an_app_that_was_not_pushed_says_what_is_missing,
    #[should_panic(expected = "did you mean `notes`?")]
    a_wrong_config_fails_the_test_with_its_report,
);
