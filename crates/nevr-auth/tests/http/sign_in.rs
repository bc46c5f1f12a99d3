//! `POST /sign-in/email`

use serde_json::{Value, json};

use super::fixture::{
    ANN, BOB, COOKIE, PASSWORD, Person, USER_MEMBERS, assert_refused, is_live, members, plain,
    post, sign_in, sign_up, start, try_sign_in, visit, with_visitors,
};

const PATH: &str = "/api/auth/sign-in/email";

async fn signing_in_answers_a_token_of_its_own_and_the_whole_user() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    let reply = try_sign_in(&app, " ANN@example.com", PASSWORD).await;
    let again = Person::of(&reply);
    assert_eq!(members(&reply.json()), ["token", "user"]);
    assert_eq!(members(&reply.json()["user"]), USER_MEMBERS);
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert_eq!(again.id, ann.id);
    assert_ne!(again.token, ann.token);
    assert!(is_live(&app, &ann.token).await && is_live(&app, &again.token).await);
    assert_eq!(reply.set_cookie(COOKIE).unwrap().value, again.token);
}

async fn signing_in_with_a_sound_hash_does_not_touch_the_account() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    app.clock().advance(std::time::Duration::from_hours(1));
    sign_in(&app, ANN).await;
    let accounts = app.get("/api/auth/list-accounts").bearer(&ann.token).send().await.json();
    assert_eq!(accounts[0]["updatedAt"], accounts[0]["createdAt"]);
}

async fn the_session_of_a_full_user_that_came_along_ends_and_a_visitors_stays() {
    let app = start(&with_visitors()).await;
    sign_up(&app, ANN).await;
    let bob = sign_up(&app, BOB).await;
    let body = json!({ "email": ANN, "password": PASSWORD });
    let ann = Person::of(&post(&app, "/sign-in/email", &bob.token, body.clone()).await);
    assert!(!is_live(&app, &bob.token).await && is_live(&app, &ann.token).await);
    let visitor = visit(&app).await;
    Person::of(&post(&app, "/sign-in/email", &visitor.token, body).await);
    assert!(is_live(&app, &visitor.token).await);
}

async fn a_failed_sign_in_leaves_the_session_that_came_along() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    let body = json!({ "email": ANN, "password": "another one" });
    let reply = post(&app, "/sign-in/email", &ann.token, body).await;
    assert_refused(&reply, 401, "INVALID_EMAIL_OR_PASSWORD");
    assert!(is_live(&app, &ann.token).await);
}

async fn who_is_not_to_be_remembered_has_a_day_that_no_use_extends() {
    let app = start(&plain()).await;
    sign_up(&app, ANN).await;
    let body = json!({ "email": ANN, "password": PASSWORD, "rememberMe": false });
    let reply = app.post(PATH).json(body).send().await;
    assert_eq!(reply.set_cookie(COOKIE).unwrap().max_age(), None);
    let token = Person::of(&reply).token;
    app.clock().advance(std::time::Duration::from_hours(23));
    let reply = app.get("/api/auth/get-session").bearer(&token).send().await;
    assert_eq!(reply.json()["session"]["expiresAt"], "2026-03-02T12:00:00.000Z");
    app.clock().advance(std::time::Duration::from_hours(1));
    assert!(!is_live(&app, &token).await);
}

async fn members_are_checked_and_the_old_minimum_is_not() {
    let app = start(&plain()).await;
    let reply =
        app.post(PATH).json(json!({ "email": "x", "password": "x".repeat(129) })).send().await;
    assert_refused(&reply, 400, "VALIDATION_ERROR");
    assert_eq!(reply.fields(), ["email", "password"]);
    let reply = app.post(PATH).send().await;
    assert_eq!(reply.fields(), ["email", "password"]);
    assert_refused(&try_sign_in(&app, ANN, "short").await, 401, "INVALID_EMAIL_OR_PASSWORD");
    let reply = app.post(PATH).json(json!({ "email": ANN, "password": Value::Null })).send().await;
    assert_refused(&reply, 400, "VALIDATION_ERROR");
}

nevr_core::testing::on_every_database!(
    signing_in_answers_a_token_of_its_own_and_the_whole_user,
    signing_in_with_a_sound_hash_does_not_touch_the_account,
    the_session_of_a_full_user_that_came_along_ends_and_a_visitors_stays,
    a_failed_sign_in_leaves_the_session_that_came_along,
    who_is_not_to_be_remembered_has_a_day_that_no_use_extends,
    members_are_checked_and_the_old_minimum_is_not,
);
