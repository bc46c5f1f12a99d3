//! Handlers and databases that fail (F5).

use futures_util::future::join;
use nevr_core::{app::StartError, testing::TestApp};

use crate::pipeline::lab::{self, CONFIG, registry, token};

#[actix_web::test]
async fn f5_a_panicking_handler_is_one_500_and_the_next_request_is_fine() {
    let app = lab::start().await;
    let (panicked, beside) =
        join(app.post("/api/lab/panic").send(), app.get("/api/lab/read").send()).await;
    assert_eq!((panicked.status(), beside.status()), (500, 200));
    let expected =
        r#"{"error":{"code":"INTERNAL_ERROR","message":"Something went wrong on the server"}}"#;
    assert_eq!(panicked.text(), expected, "the envelope and nothing else");
    assert!(panicked.header("x-request-id").is_some());
    assert_eq!(app.get("/api/lab/read").send().await.status(), 200);
    assert!(app.logs().contains("the handler panicked"));
}

#[actix_web::test]
async fn a_handler_that_never_ends_is_408() {
    let app = lab::start_with("requestTimeout = \"10ms\"").await;
    let reply = app.post("/api/lab/never").send().await;
    assert_eq!((reply.status(), reply.code().as_str()), (408, "REQUEST_TIMEOUT"));
    assert!(reply.header("x-request-id").is_some());
}

#[actix_web::test]
async fn p4_a_request_whose_time_ends_in_a_queue_is_told_when_to_come_back() {
    let app = lab::start_with("requestTimeout = \"10ms\"").await;
    let reply = app.post("/api/lab/queued").send().await;
    assert_eq!((reply.status(), reply.code().as_str()), (503, "SERVICE_UNAVAILABLE"));
    assert_eq!(reply.headers("retry-after"), ["1"]);
}

#[actix_web::test]
async fn i2_a_body_that_never_comes_is_408() {
    let app = lab::start_with("requestTimeout = \"10ms\"").await;
    let stuck = futures_util::stream::pending();
    let reply = app.post("/api/lab/echo").content_type("application/json").chunked_body(stuck);
    assert_eq!(reply.send().await.code(), "REQUEST_TIMEOUT");
}

async fn a_session_that_can_not_be_looked_up_is_503_and_never_nobody() {
    let app = lab::start().await;
    app.take_database_away().await;
    let reply = app.post("/api/lab/mine").bearer(&token("u", 1)).send().await;
    assert_eq!((reply.status(), reply.code().as_str()), (503, "SERVICE_UNAVAILABLE"));
    assert_eq!(reply.header("retry-after"), Some("1"));
    assert_eq!(app.post("/api/lab/mine").send().await.code(), "UNAUTHORIZED", "nobody is nobody");
    let health = app.get("/api/health").send().await;
    assert_eq!((health.status(), health.json()["status"].as_str()), (200, Some("ok")));
    let ready = app.get("/api/health/ready").send().await;
    assert_eq!((ready.status(), ready.code().as_str()), (503, "SERVICE_UNAVAILABLE"));
}

async fn a_database_behind_the_schema_is_an_error_that_says_what_is_missing() {
    let app = TestApp::start(registry(), "").await;
    let builder = app.stopped().await.without_push().config(CONFIG);
    let error = builder.try_start().await.err().unwrap();
    let StartError::Behind { missing, .. } = &error else { panic!("{error}") };
    assert!(missing.contains("thing"), "{missing}");
}

nevr_core::testing::on_every_database!(
    a_session_that_can_not_be_looked_up_is_503_and_never_nobody,
    a_database_behind_the_schema_is_an_error_that_says_what_is_missing,
);
