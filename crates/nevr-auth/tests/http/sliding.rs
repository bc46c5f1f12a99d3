//! How long sessions last.

use std::time::Duration;

use nevr_core::{store::Query, testing::TestApp};
use serde_json::{Value, json};

use super::fixture::{
    ANN, COOKIE, PASSWORD, Person, WEEK, account, config, is_live, plain, session, sign_up, start,
};

const MILLISECOND: Duration = Duration::from_millis(1);
const DAY: Duration = Duration::from_hours(24);

async fn ask(app: &TestApp, token: &str) -> Value {
    app.get("/api/auth/get-session").bearer(token).send().await.json()
}

async fn stored(app: &TestApp) -> nevr_schema::Record {
    app.store().find_one(Query::from("session")).await.unwrap().unwrap()
}

async fn a_session_is_over_at_the_millisecond_of_its_expires_at() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    app.clock().advance((7 * DAY).checked_sub(MILLISECOND).unwrap());
    assert!(is_live(&app, &ann.token).await);
    app.clock().advance(MILLISECOND);
    assert!(!is_live(&app, &ann.token).await);
    let reply = app.get("/api/auth/list-sessions").bearer(&ann.token).send().await;
    assert_eq!(reply.status(), 401);
    assert!(ask(&app, &ann.token).await.is_null(), "no use brings it back");
}

async fn a_use_extends_it_once_in_update_age_and_no_sooner() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    let begun = stored(&app).await;
    app.clock().advance(DAY.checked_sub(MILLISECOND).unwrap());
    ask(&app, &ann.token).await;
    assert_eq!(stored(&app).await, begun, "too soon for a write");
    app.clock().advance(MILLISECOND);
    let session = ask(&app, &ann.token).await["session"].clone();
    assert_eq!(session["expiresAt"], "2026-03-09T12:00:00.000Z");
    assert_eq!(session["updatedAt"], "2026-03-02T12:00:00.000Z");
    assert_eq!(session["createdAt"], "2026-03-01T12:00:00.000Z");
    let extended = stored(&app).await;
    assert_eq!(
        extended.get::<nevr_schema::env::Timestamp>("expiresAt").unwrap().to_string(),
        "2026-03-09T12:00:00.000Z"
    );
    app.clock().advance(DAY.checked_sub(MILLISECOND).unwrap());
    ask(&app, &ann.token).await;
    assert_eq!(stored(&app).await, extended);
}

async fn a_short_lifetime_is_extended_after_half_of_it() {
    let app = start(&config("", "session = { expiresIn = \"1h\" }", "")).await;
    let ann = sign_up(&app, ANN).await;
    app.clock().advance(Duration::from_mins(30));
    let session = ask(&app, &ann.token).await["session"].clone();
    assert_eq!(session["expiresAt"], "2026-03-01T13:30:00.000Z");
}

async fn refresh_false_and_the_other_endpoints_extend_nothing() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    let begun = stored(&app).await;
    app.clock().advance(2 * DAY);
    let reply =
        app.get("/api/auth/get-session?refresh=false").cookie(COOKIE, &ann.token).send().await;
    assert_eq!(reply.json()["session"]["expiresAt"], "2026-03-08T12:00:00.000Z");
    assert!(reply.cookies().is_empty());
    app.get("/api/auth/list-sessions").bearer(&ann.token).send().await;
    assert_eq!(stored(&app).await, begun);
}

async fn an_extension_gives_a_bearer_client_the_header_and_a_browser_the_cookie() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    app.clock().advance(DAY);
    let reply = app.get("/api/auth/get-session").bearer(&ann.token).send().await;
    assert_eq!(reply.header("x-nevr-token"), Some(ann.token.as_str()));
    assert!(reply.cookies().is_empty());
    let reply = app.get("/api/auth/get-session").bearer(&ann.token).send().await;
    assert_eq!(reply.header("x-nevr-token"), None);
    app.clock().advance(DAY);
    let reply = app.get("/api/auth/get-session").cookie(COOKIE, &ann.token).send().await;
    let cookie = reply.set_cookie(COOKIE).unwrap();
    assert_eq!(cookie.max_age(), Some(WEEK));
    assert_eq!(session(&app, &cookie.value).await["user"]["id"], ann.id.as_str());
    assert_ne!(cookie.value, ann.token, "it tells when it was issued");
    assert_eq!(reply.header("x-nevr-token"), None);
}

async fn a_browser_gets_the_cookie_that_a_server_asked_for_in_its_name_and_did_not_pass_on() {
    let app = start(&plain()).await;
    let browser = app.browser();
    let signed_up = browser.post("/api/auth/sign-up/email").json(account(ANN)).send().await;
    assert_eq!(signed_up.status(), 200);
    let first = browser.cookie(COOKIE).unwrap();
    let read = || browser.get("/api/auth/get-session");
    assert!(read().send().await.cookies().is_empty(), "nothing is to be told yet");
    app.clock().advance(2 * DAY);
    // The server that renders the page: the answer and its cookie are lost.
    let rendered = app.get("/api/auth/get-session").cookie(COOKIE, &first).send().await;
    assert_eq!(rendered.set_cookie(COOKIE).unwrap().max_age(), Some(WEEK));
    app.clock().advance(Duration::from_hours(1));
    let reply = app.get("/api/auth/get-session?refresh=false").cookie(COOKIE, &first).send().await;
    assert!(reply.cookies().is_empty(), "reading alone changes nothing");
    let reply = read().send().await;
    assert_eq!(reply.json()["session"]["expiresAt"], "2026-03-10T12:00:00.000Z");
    assert_eq!(reply.set_cookie(COOKIE).unwrap().max_age(), Some(WEEK - 3600));
    assert!(read().send().await.cookies().is_empty(), "once is enough");
    // By then the first cookie would be gone.
    app.clock().advance(6 * DAY);
    assert_eq!(read().send().await.json()["user"]["email"], ANN);
}

async fn t13_max_age_ends_a_session_that_is_used_every_day() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    for day in 1..90 {
        app.clock().advance(DAY);
        assert!(!ask(&app, &ann.token).await.is_null(), "day {day}");
    }
    let last = ask(&app, &ann.token).await["session"]["expiresAt"].clone();
    assert_eq!(last, "2026-05-30T12:00:00.000Z");
    app.clock().advance(DAY.checked_sub(MILLISECOND).unwrap());
    assert!(!ask(&app, &ann.token).await.is_null());
    app.clock().advance(MILLISECOND);
    assert!(ask(&app, &ann.token).await.is_null());
}

async fn a_cookie_near_the_end_lasts_as_long_as_the_session() {
    let app = start(&config("", "session = { expiresIn = \"7d\", maxAge = \"8d\" }", "")).await;
    let ann = sign_up(&app, ANN).await;
    app.clock().advance(6 * DAY);
    let reply = app.get("/api/auth/get-session").cookie(COOKIE, &ann.token).send().await;
    let cookie = reply.set_cookie(COOKIE).unwrap();
    assert_eq!(cookie.max_age(), Some(2 * 24 * 3600));
    app.clock().advance(DAY);
    let reply = app.get("/api/auth/get-session").cookie(COOKIE, &cookie.value).send().await;
    assert!(reply.cookies().is_empty(), "there is nothing to extend any more");
}

async fn a_max_age_that_was_shortened_holds_for_sessions_that_exist() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    app.clock().advance(2 * DAY);
    let app =
        app.restart(&config("", "session = { expiresIn = \"1d\", maxAge = \"2d\" }", "")).await;
    assert!(!is_live(&app, &ann.token).await);
}

async fn not_to_be_remembered_never_lasts_longer_than_to_be() {
    let app = start(&config("", "session = { expiresIn = \"10m\", maxAge = \"2h\" }", "")).await;
    sign_up(&app, ANN).await;
    let body = json!({ "email": ANN, "password": PASSWORD, "rememberMe": false });
    let short = Person::of(&app.post("/api/auth/sign-in/email").json(body).send().await);
    app.clock().advance(Duration::from_mins(9));
    assert!(!ask(&app, &short.token).await.is_null());
    app.clock().advance(Duration::from_mins(9));
    assert!(!ask(&app, &short.token).await.is_null(), "a use extends it");
    app.clock().advance(Duration::from_mins(10));
    assert!(ask(&app, &short.token).await.is_null(), "unused, it is over");
}

async fn a_wall_clock_that_is_set_back_extends_nothing_and_frees_nobody() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    let begun = stored(&app).await;
    app.clock().set_wall_back(DAY);
    assert!(!ask(&app, &ann.token).await.is_null());
    assert_eq!(stored(&app).await, begun);
}

nevr_core::testing::on_every_database!(
    a_session_is_over_at_the_millisecond_of_its_expires_at,
    a_use_extends_it_once_in_update_age_and_no_sooner,
    a_short_lifetime_is_extended_after_half_of_it,
    refresh_false_and_the_other_endpoints_extend_nothing,
    an_extension_gives_a_bearer_client_the_header_and_a_browser_the_cookie,
    a_browser_gets_the_cookie_that_a_server_asked_for_in_its_name_and_did_not_pass_on,
    t13_max_age_ends_a_session_that_is_used_every_day,
    a_cookie_near_the_end_lasts_as_long_as_the_session,
    a_max_age_that_was_shortened_holds_for_sessions_that_exist,
    not_to_be_remembered_never_lasts_longer_than_to_be,
    a_wall_clock_that_is_set_back_extends_nothing_and_frees_nobody,
);
