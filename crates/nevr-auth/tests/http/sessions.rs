//! `GET /list-sessions`, `POST /revoke-session`, `/revoke-sessions`, `/revoke-other-sessions`

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;

use super::fixture::{
    ANN, BOB, COOKIE, Person, SESSION_MEMBERS, account, assert_refused, config, get, is_live,
    members, plain, post, session, sign_in, sign_up, start,
};

async fn the_own_live_sessions_are_listed_newest_first_and_the_current_one_is_marked() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    sign_up(&app, BOB).await;
    app.clock().advance(Duration::from_mins(1));
    let second = sign_in(&app, ANN).await;
    let reply = get(&app, "/list-sessions", &ann.token).await;
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let list = reply.json();
    assert_eq!(list.as_array().unwrap().len(), 2);
    assert_eq!(members(&list[0]), SESSION_MEMBERS);
    assert_eq!(list[0]["id"], session(&app, &second.token).await["session"]["id"]);
    assert_eq!(list[1]["current"], true);
    assert_eq!(members(&list[1]).len(), SESSION_MEMBERS.len() + 1);
    assert_eq!(list[1]["id"], session(&app, &ann.token).await["session"]["id"]);
}

async fn sessions_that_are_over_are_not_listed() {
    let app = start(&plain()).await;
    sign_up(&app, ANN).await;
    app.clock().advance(Duration::from_hours(168));
    let ann = sign_in(&app, ANN).await;
    assert_eq!(get(&app, "/list-sessions", &ann.token).await.json().as_array().unwrap().len(), 1);
}

async fn sessions_that_a_shorter_max_age_has_ended_are_not_listed() {
    let app = start(&plain()).await;
    let old = sign_up(&app, ANN).await;
    app.clock().advance(Duration::from_hours(2));
    let short = config("", "session = { expiresIn = \"1h\", maxAge = \"1h\" }", "");
    let app = app.restart(&short).await;
    assert!(!is_live(&app, &old.token).await);
    let ann = sign_in(&app, ANN).await;
    assert_eq!(get(&app, "/list-sessions", &ann.token).await.json().as_array().unwrap().len(), 1);
}

async fn t6_a_revoked_session_is_over_at_once_and_the_others_are_not() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    let other = sign_in(&app, ANN).await;
    let id = session(&app, &other.token).await["session"]["id"].clone();
    let reply = post(&app, "/revoke-session", &ann.token, json!({ "id": id })).await;
    assert_eq!((reply.status(), reply.json()), (200, json!({ "status": true })));
    assert!(!is_live(&app, &other.token).await);
    assert!(is_live(&app, &ann.token).await);
}

async fn a_foreign_or_unknown_id_is_answered_alike_and_left_alone() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    let bob = sign_up(&app, BOB).await;
    let foreign = session(&app, &bob.token).await["session"]["id"].clone();
    let hash = "0".repeat(64);
    for id in [foreign, json!("nothing"), json!(""), json!("' OR 1=1 --"), json!(hash)] {
        let reply = post(&app, "/revoke-session", &ann.token, json!({ "id": id })).await;
        assert_eq!((reply.status(), reply.json()), (200, json!({ "status": true })));
    }
    assert!(is_live(&app, &ann.token).await && is_live(&app, &bob.token).await);
}

async fn revoking_the_current_session_clears_its_cookie_and_revoking_another_does_not() {
    let app = start(&plain()).await;
    let browser = app.browser();
    let ann = Person::of(&browser.post("/api/auth/sign-up/email").json(account(ANN)).send().await);
    let other = sign_in(&app, ANN).await;
    let revoke = async |token: &str| {
        let id = session(&app, token).await["session"]["id"].clone();
        browser.post("/api/auth/revoke-session").json(json!({ "id": id })).send().await
    };
    assert!(revoke(&other.token).await.cookies().is_empty());
    assert_eq!(revoke(&ann.token).await.set_cookie(COOKIE).unwrap().value, "");
    assert_eq!(browser.cookie(COOKIE), None);
}

async fn t6_revoking_all_sessions_ends_this_one_too_and_nobody_elses() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    let bob = sign_up(&app, BOB).await;
    sign_in(&app, ANN).await;
    let reply = post(&app, "/revoke-sessions", &ann.token, json!({})).await;
    assert_eq!((reply.status(), reply.json()), (200, json!({ "status": true })));
    assert!(!is_live(&app, &ann.token).await);
    assert!(is_live(&app, &bob.token).await);
    assert_eq!(app.rows().await["session"], 1);
}

async fn t6_revoking_the_others_of_300_sessions_leaves_one() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    for _ in 0..30 {
        // Each from an address of its own: one client has few places in the hashing queue.
        let request = |host| {
            let body = json!({ "email": ANN, "password": super::fixture::PASSWORD });
            app.post("/api/auth/sign-in/email").peer(&format!("192.0.2.{host}")).json(body).send()
        };
        for reply in join_all((0..10).map(request)).await {
            assert_eq!(reply.status(), 200, "{}", reply.text());
        }
    }
    assert_eq!(app.rows().await["session"], 301);
    let reply = post(&app, "/revoke-other-sessions", &ann.token, json!({})).await;
    assert_eq!((reply.status(), reply.json()), (200, json!({ "status": true })));
    assert!(is_live(&app, &ann.token).await);
    assert_eq!(app.rows().await["session"], 1);
}

async fn nobody_gets_401_everywhere_a_session_is_needed() {
    let app = start(&plain()).await;
    for path in ["/list-sessions", "/list-accounts"] {
        assert_refused(&app.get(&format!("/api/auth{path}")).send().await, 401, "UNAUTHORIZED");
    }
    for path in [
        "/revoke-session",
        "/revoke-sessions",
        "/revoke-other-sessions",
        "/update-user",
        "/change-password",
        "/delete-user",
    ] {
        let reply = app.post(&format!("/api/auth{path}")).json(json!({ "junk": 1 })).send().await;
        assert_refused(&reply, 401, "UNAUTHORIZED");
    }
}

nevr_core::testing::on_every_database!(
    the_own_live_sessions_are_listed_newest_first_and_the_current_one_is_marked,
    sessions_that_are_over_are_not_listed,
    sessions_that_a_shorter_max_age_has_ended_are_not_listed,
    t6_a_revoked_session_is_over_at_once_and_the_others_are_not,
    a_foreign_or_unknown_id_is_answered_alike_and_left_alone,
    revoking_the_current_session_clears_its_cookie_and_revoking_another_does_not,
    t6_revoking_all_sessions_ends_this_one_too_and_nobody_elses,
    t6_revoking_the_others_of_300_sessions_leaves_one,
    nobody_gets_401_everywhere_a_session_is_needed,
);
