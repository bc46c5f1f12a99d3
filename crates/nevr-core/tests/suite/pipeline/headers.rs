//! Headers of requests and answers (I6).

use nevr_core::testing::TestReply;
use serde_json::json;

use crate::pipeline::lab::{self, token};

#[track_caller]
fn complete(reply: &TestReply) {
    let id = reply.header("x-request-id").unwrap();
    assert!((1..=64).contains(&id.len()), "{id}");
    assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(reply.header("referrer-policy"), Some("strict-origin-when-cross-origin"));
    assert_eq!(reply.header("vary"), Some("Origin"));
}

#[actix_web::test]
async fn every_answer_has_its_headers() {
    let app = lab::start().await;
    let replies = [
        app.get("/api/lab/read").send().await,
        app.get("/api/health").send().await,
        app.get("/api/openapi.json").send().await,
        app.post("/api/lab/echo").send().await,
        app.post("/api/lab/panic").send().await,
        app.get("/api/lab/nothing").send().await,
        app.get("/api/lab/echo").send().await,
        app.post("/api/lab/mine").send().await,
    ];
    assert_eq!(replies.each_ref().map(TestReply::status), [200, 200, 200, 400, 500, 404, 405, 401]);
    replies.iter().for_each(complete);
}

#[actix_web::test]
async fn answers_about_one_person_are_never_stored() {
    let app = lab::start().await;
    let private = app.post("/api/lab/echo").json(json!({ "text": "a" })).send().await;
    assert_eq!(private.header("cache-control"), Some("no-store"));
    assert_eq!(app.get("/api/lab/read").send().await.header("cache-control"), None);
    let error = app.get("/api/lab/read/nothing").send().await;
    assert_eq!(error.header("cache-control"), Some("no-store"));
}

#[actix_web::test]
async fn a_request_id_is_taken_over_from_trusted_proxies_only() {
    let app = lab::start_with("trustedProxies = [\"10.0.0.1\"]").await;
    let sent = async |peer: &str, id: &[u8]| {
        let request = app.get("/api/lab/read").peer(peer).header("x-request-id", id);
        request.send().await.header("x-request-id").unwrap().to_owned()
    };
    assert_eq!(sent("10.0.0.1", b"abc-1_2.3").await, "abc-1_2.3");
    assert_ne!(sent("10.0.0.2", b"abc-1_2.3").await, "abc-1_2.3");
    let long = "x".repeat(65);
    for bad in [&b""[..], b"a b", b"a\tb", b"a;b", b"\xc3\xa4", b"\xff", long.as_bytes()] {
        assert_ne!(sent("10.0.0.1", bad).await.as_bytes(), bad);
    }
    let twice = app.get("/api/lab/read").peer("10.0.0.1");
    let twice = twice.header("x-request-id", "one").header("x-request-id", "two").send().await;
    assert!(!["one", "two"].contains(&twice.header("x-request-id").unwrap()));
}

#[actix_web::test]
async fn the_answers_request_id_is_in_the_log() {
    let app = lab::start().await;
    let reply = app.post("/api/lab/panic").send().await;
    let id = reply.header("x-request-id").unwrap().to_owned();
    let logs = app.logs();
    let line = logs.lines().find(|line| line.contains(&id)).unwrap();
    for part in ["method=POST", "route=/api/lab/panic", "client=127.0.0.1"] {
        assert!(line.contains(part), "no {part} in {line}");
    }
}

#[actix_web::test]
async fn i6_a_hostile_user_agent_is_kept_safe_and_short() {
    let app = lab::start().await;
    let said = async |agent: &[u8]| {
        let request = app.post("/api/lab/echo").header("user-agent", agent);
        let reply = request.json(json!({ "text": "a" })).send().await;
        assert_eq!(reply.status(), 200);
        reply.json()["agent"].as_str().map(ToOwned::to_owned)
    };
    assert_eq!(said(b"curl/8").await.as_deref(), Some("curl/8"));
    assert_eq!(said(b"a\tb").await.as_deref(), Some("ab"));
    assert_eq!(said(b"").await, None);
    assert_eq!(said("x".repeat(8192).as_bytes()).await.unwrap().chars().count(), 512);
    assert!(said(b"\xff\xfe\x80").await.unwrap().chars().all(|c| !c.is_control()));
    assert_eq!(said("ä\u{85}b".as_bytes()).await.as_deref(), Some("äb"));
}

#[actix_web::test]
async fn nobody_is_401_before_anything_is_said_of_the_body() {
    let app = lab::start().await;
    let request = |body: &'static str| app.post("/api/lab/mine").raw_body(body);
    for body in ["", "not json", r#"{"admin":true}"#] {
        assert_eq!(request(body).send().await.code(), "UNAUTHORIZED");
        let someone = request(body).bearer(&token("u", 1)).send().await;
        assert!([400, 415].contains(&someone.status()), "{}", someone.text());
    }
}

#[actix_web::test]
async fn a_wait_is_said_once() {
    let app = lab::start().await;
    let reply = app.get("/api/lab/both").send().await;
    assert_eq!((reply.status(), reply.headers("retry-after")), (503, vec!["30"]));
}
