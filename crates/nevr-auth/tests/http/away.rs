//! The database becomes unavailable, or the client hangs up.

use std::pin::pin;

use futures_util::future::{Either, select};
use serde_json::Value;

use super::fixture::{
    ANN, COOKIE, PASSWORD, Person, account, assert_refused, is_live, plain, start, try_sign_in,
};

async fn t16_with_the_database_away_get_session_is_503_and_clears_nothing() {
    let app = start(&plain()).await;
    let browser = app.browser();
    let ann = Person::of(&browser.post("/api/auth/sign-up/email").json(account(ANN)).send().await);
    app.take_database_away().await;
    let reply = browser.get("/api/auth/get-session").send().await;
    assert_refused(&reply, 503, "SERVICE_UNAVAILABLE");
    assert!(reply.header("retry-after").is_some());
    assert!(reply.cookies().is_empty());
    assert_eq!(browser.cookie(COOKIE), Some(ann.token.clone()));
    let reply = app.get("/api/auth/list-sessions").bearer(&ann.token).send().await;
    assert_refused(&reply, 503, "SERVICE_UNAVAILABLE");
    // A forged token is refused without the database.
    let reply = app.get("/api/auth/get-session").bearer(&"A".repeat(108)).send().await;
    assert_eq!((reply.status(), reply.json()), (200, Value::Null));
    let app = app.restart(&plain()).await;
    assert!(is_live(&app, &ann.token).await);
}

async fn t16_with_the_database_away_sign_out_is_503_and_clears_the_cookie_all_the_same() {
    let app = start(&plain()).await;
    let browser = app.browser();
    browser.post("/api/auth/sign-up/email").json(account(ANN)).send().await;
    app.take_database_away().await;
    let reply = browser.post("/api/auth/sign-out").send().await;
    assert_refused(&reply, 503, "SERVICE_UNAVAILABLE");
    assert_eq!(reply.set_cookie(COOKIE).unwrap().max_age(), Some(0));
    assert_eq!(browser.cookie(COOKIE), None);
}

async fn t16_with_the_database_away_signing_in_and_up_is_503() {
    let app = start(&plain()).await;
    app.take_database_away().await;
    assert_refused(&try_sign_in(&app, ANN, PASSWORD).await, 503, "SERVICE_UNAVAILABLE");
    let reply = app.post("/api/auth/sign-up/email").json(account(ANN)).send().await;
    assert_refused(&reply, 503, "SERVICE_UNAVAILABLE");
    assert!(reply.cookies().is_empty());
}

/// Waits for as many turns of the runtime.
async fn turns(number: u32) {
    for _ in 0..number {
        tokio::task::yield_now().await;
    }
}

async fn s3_a_sign_up_that_is_cut_off_is_done_or_not_done() {
    let app = start(&plain()).await;
    let (mut cut, mut answered) = (0, 0);
    for attempt in 0..40 {
        let body = account(&format!("ann{attempt}@example.com"));
        let request = pin!(app.post("/api/auth/sign-up/email").json(body).send());
        match select(request, pin!(turns(attempt * attempt * 4))).await {
            Either::Left(_) => answered += 1,
            Either::Right(_) => cut += 1,
        }
    }
    assert!(cut > 0, "none of the requests was cut off");
    let app = app.restart(&plain()).await;
    let rows = app.rows().await;
    assert!(rows["user"] >= answered, "what was answered is there");
    assert_eq!((rows["account"], rows["session"]), (rows["user"], rows["user"]));
    for attempt in 0..40 {
        let email = format!("ann{attempt}@example.com");
        let status = try_sign_in(&app, &email, PASSWORD).await.status();
        let again = app.post("/api/auth/sign-up/email").json(account(&email)).send().await.status();
        assert!(matches!((status, again), (200, 409) | (401, 200)), "{status} {again}");
    }
}

nevr_core::testing::on_every_database!(
    t16_with_the_database_away_get_session_is_503_and_clears_nothing,
    t16_with_the_database_away_sign_out_is_503_and_clears_the_cookie_all_the_same,
    t16_with_the_database_away_signing_in_and_up_is_503,
    s3_a_sign_up_that_is_cut_off_is_done_or_not_done,
);
