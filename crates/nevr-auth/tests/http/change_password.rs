//! `POST /change-password`

use serde_json::json;

use super::fixture::{
    ANN, COOKIE, PASSWORD, Person, USER_MEMBERS, WEEK, account, assert_refused, hashes, is_live,
    members, plain, post, sign_in, sign_up, start, try_sign_in, visit, with_visitors,
};

const NEW: &str = "another horse battery";

fn change() -> serde_json::Value {
    json!({ "currentPassword": PASSWORD, "newPassword": NEW })
}

async fn t4_changing_the_password_rotates_the_session_and_ends_the_others() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    let other = sign_in(&app, ANN).await;
    let reply = post(&app, "/change-password", &ann.token, change()).await;
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert!(reply.cookies().is_empty());
    let rotated = Person::of(&reply);
    assert_eq!(members(&reply.json()), ["token", "user"]);
    assert_eq!(members(&reply.json()["user"]), USER_MEMBERS);
    assert_eq!(rotated.id, ann.id);
    assert!(!is_live(&app, &ann.token).await && !is_live(&app, &other.token).await);
    assert!(is_live(&app, &rotated.token).await);
    assert_eq!(app.rows().await["session"], 1);
    assert_refused(&try_sign_in(&app, ANN, PASSWORD).await, 401, "INVALID_EMAIL_OR_PASSWORD");
    assert_eq!(try_sign_in(&app, ANN, NEW).await.status(), 200);
}

async fn t4_a_browser_gets_the_new_token_as_its_cookie() {
    let app = start(&plain()).await;
    let browser = app.browser();
    let ann = Person::of(&browser.post("/api/auth/sign-up/email").json(account(ANN)).send().await);
    let reply = browser.post("/api/auth/change-password").json(change()).send().await;
    let cookie = reply.set_cookie(COOKIE).unwrap();
    assert_eq!(cookie.max_age(), Some(WEEK));
    assert_ne!(cookie.value, ann.token);
    assert!(is_live(&app, &cookie.value).await && !is_live(&app, &ann.token).await);
}

async fn other_sessions_stay_when_that_is_asked_for_and_the_own_is_rotated_all_the_same() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    let other = sign_in(&app, ANN).await;
    let mut body = change();
    body["revokeOtherSessions"] = json!(false);
    let rotated = Person::of(&post(&app, "/change-password", &ann.token, body).await);
    assert!(is_live(&app, &other.token).await && is_live(&app, &rotated.token).await);
    assert!(!is_live(&app, &ann.token).await);
}

async fn a_wrong_password_changes_nothing() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    let body = json!({ "currentPassword": "something else", "newPassword": NEW });
    let reply = post(&app, "/change-password", &ann.token, body).await;
    assert_refused(&reply, 400, "INVALID_PASSWORD");
    assert!(is_live(&app, &ann.token).await);
    assert_eq!(try_sign_in(&app, ANN, PASSWORD).await.status(), 200);
}

async fn a_bad_new_password_is_refused_before_anything_is_hashed() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    let before = hashes(&app);
    for new in ["short", "password123", &"x".repeat(129)] {
        let body = json!({ "currentPassword": PASSWORD, "newPassword": new });
        let reply = post(&app, "/change-password", &ann.token, body).await;
        assert_refused(&reply, 400, "VALIDATION_ERROR");
        assert_eq!(reply.fields(), ["newPassword"]);
    }
    assert_eq!(hashes(&app), before);
}

async fn who_is_no_full_user_is_refused() {
    let app = start(&with_visitors()).await;
    let visitor = visit(&app).await;
    let reply = post(&app, "/change-password", &visitor.token, change()).await;
    assert_refused(&reply, 403, "GUEST_NOT_ALLOWED");
    assert!(is_live(&app, &visitor.token).await);
}

nevr_core::testing::on_every_database!(
    t4_changing_the_password_rotates_the_session_and_ends_the_others,
    t4_a_browser_gets_the_new_token_as_its_cookie,
    other_sessions_stay_when_that_is_asked_for_and_the_own_is_rotated_all_the_same,
    a_wrong_password_changes_nothing,
    a_bad_new_password_is_refused_before_anything_is_hashed,
    who_is_no_full_user_is_refused,
);
