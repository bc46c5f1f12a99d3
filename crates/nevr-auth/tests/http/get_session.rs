//! `GET /get-session`

use serde_json::{Value, json};

use actix_web::http::Method;

use super::fixture::{
    ANN, COOKIE, Person, SESSION_MEMBERS, USER_MEMBERS, account, assert_refused, members, plain,
    sign_up, start,
};

const PATH: &str = "/api/auth/get-session";

async fn a_session_is_shown_with_its_user_and_without_anything_secret() {
    let app = start(&plain()).await;
    let ann = Person::of(
        &app.post("/api/auth/sign-up/email")
            .peer("192.0.2.7")
            .header("user-agent", "test/1")
            .json(account(ANN))
            .send()
            .await,
    );
    let reply = app.get(PATH).bearer(&ann.token).send().await;
    assert_eq!(reply.status(), 200);
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let body = reply.json();
    assert_eq!(members(&body), ["session", "user"]);
    assert_eq!(members(&body["session"]), SESSION_MEMBERS);
    assert_eq!(members(&body["user"]), USER_MEMBERS);
    let session = &body["session"];
    assert_eq!(session["userId"], ann.id.as_str());
    assert_eq!(session["createdAt"], "2026-03-01T12:00:00.000Z");
    assert_eq!(session["expiresAt"], "2026-03-08T12:00:00.000Z");
    assert_eq!(
        (&session["ipAddress"], &session["userAgent"]),
        (&json!("192.0.2.7"), &json!("test/1"))
    );
    assert!(reply.cookies().is_empty());
}

async fn nobody_is_null_and_never_401() {
    let app = start(&plain()).await;
    for request in [
        app.get(PATH),
        app.get(PATH).bearer("dead"),
        app.get(PATH).bearer(&"A".repeat(108)),
        app.get(PATH).cookie(COOKIE, "x"),
        app.get(PATH).header("authorization", "Bearer"),
        app.get(PATH).header("authorization", "Bearer \u{ff}"),
    ] {
        let reply = request.send().await;
        assert_eq!((reply.status(), reply.json()), (200, Value::Null));
        assert!(reply.cookies().is_empty());
    }
}

async fn head_answers_as_get_does() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    let reply = app.request(Method::HEAD, PATH).bearer(&ann.token).send().await;
    assert_eq!(reply.status(), 200);
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let reply = app.request(Method::HEAD, "/api/auth/list-sessions").send().await;
    assert_eq!(reply.status(), 401);
}

async fn other_methods_are_405_and_name_those_that_answer() {
    let app = start(&plain()).await;
    let reply = app.post(PATH).send().await;
    assert_refused(&reply, 405, "METHOD_NOT_ALLOWED");
    assert_eq!(reply.header("allow"), Some("GET, HEAD, OPTIONS"));
    let reply = app.get("/api/auth/sign-out").send().await;
    assert_refused(&reply, 405, "METHOD_NOT_ALLOWED");
    assert_eq!(reply.header("allow"), Some("OPTIONS, POST"));
}

async fn t7_a_token_in_the_query_or_the_body_is_no_token() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    for query in ["token", "access_token", "session_token"] {
        let reply = app.get(&format!("{PATH}?{query}={}", ann.token)).send().await;
        assert_refused(&reply, 400, "VALIDATION_ERROR");
        assert!(!reply.text().contains(&ann.token));
        let path = format!("/api/auth/list-sessions?{query}={}", ann.token);
        assert_refused(&app.get(&path).send().await, 401, "UNAUTHORIZED");
    }
    let body = json!({ "token": ann.token, "access_token": ann.token });
    let reply = app.post("/api/auth/revoke-sessions").json(body).send().await;
    assert_refused(&reply, 401, "UNAUTHORIZED");
    assert_refused(
        &app.get(&format!("{PATH}?refresh=maybe")).send().await,
        400,
        "VALIDATION_ERROR",
    );
}

nevr_core::testing::on_every_database!(
    a_session_is_shown_with_its_user_and_without_anything_secret,
    nobody_is_null_and_never_401,
    head_answers_as_get_does,
    other_methods_are_405_and_name_those_that_answer,
    t7_a_token_in_the_query_or_the_body_is_no_token,
);
