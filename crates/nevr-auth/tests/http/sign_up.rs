//! `POST /sign-up/email`

use serde_json::{Value, json};

use super::fixture::{
    ANN, BOB, COOKIE, PASSWORD, Person, USER_MEMBERS, account, assert_refused, config, is_live,
    members, plain, session, sign_up, start, visit, with_visitors,
};

const PATH: &str = "/api/auth/sign-up/email";

async fn signing_up_answers_the_token_and_the_whole_user() {
    let app = start(&plain()).await;
    let body = json!({ "name": " Ann ", "email": "Ann@Example.com", "password": PASSWORD });
    let reply = app.post(PATH).json(body).send().await;
    assert_eq!(reply.status(), 200, "{}", reply.text());
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert_eq!(reply.header("content-type"), Some("application/json"));
    let body = reply.json();
    assert_eq!(members(&body), ["token", "user"]);
    assert_eq!(members(&body["user"]), USER_MEMBERS);
    let user = &body["user"];
    assert_eq!((&user["name"], &user["email"]), (&json!("Ann"), &json!("ann@example.com")));
    assert_eq!((&user["image"], &user["emailVerified"]), (&Value::Null, &json!(false)));
    assert_eq!(user["createdAt"], "2026-03-01T12:00:00.000Z");
    assert_eq!(user["updatedAt"], "2026-03-01T12:00:00.000Z");
    let cookie = reply.set_cookie(COOKIE).unwrap();
    assert_eq!(cookie.value, body["token"].as_str().unwrap());
}

async fn an_address_that_is_taken_is_a_conflict_that_changes_nothing() {
    let app = start(&plain()).await;
    sign_up(&app, ANN).await;
    let before = app.rows().await;
    let reply = app.post(PATH).json(account("ANN@example.COM")).send().await;
    assert_refused(&reply, 409, "USER_ALREADY_EXISTS");
    assert!(reply.cookies().is_empty());
    assert_eq!(app.rows().await, before);
}

async fn all_invalid_values_are_named_at_once_and_none_is_repeated() {
    let app = start(&plain()).await;
    let body =
        json!({ "name": "\t", "email": "hunter2", "password": "seven77", "image": "ftp://x" });
    let reply = app.post(PATH).json(body).send().await;
    assert_refused(&reply, 400, "VALIDATION_ERROR");
    assert_eq!(reply.fields(), ["name", "email", "password", "image"]);
    assert!(!reply.text().contains("hunter2") && !reply.text().contains("seven77"));
}

async fn the_shape_is_reported_before_the_values() {
    let app = start(&plain()).await;
    let reply = app.post(PATH).json(json!({ "email": 5, "rememberMe": "yes" })).send().await;
    assert_refused(&reply, 400, "VALIDATION_ERROR");
    let mut fields = reply.fields();
    fields.sort();
    assert_eq!(fields, ["email", "name", "password", "rememberMe"]);
}

async fn without_auto_sign_in_there_is_neither_token_nor_cookie_nor_session() {
    let app = start(&config("", "", "autoSignIn = false")).await;
    let reply = app.post(PATH).json(account(ANN)).send().await;
    assert_eq!(reply.status(), 200, "{}", reply.text());
    assert_eq!(reply.json()["token"], Value::Null);
    assert_eq!(members(&reply.json()), ["token", "user"]);
    assert!(reply.cookies().is_empty());
    assert_eq!(app.rows().await["session"], 0);
}

async fn who_is_not_to_be_remembered_gets_a_cookie_without_max_age() {
    let app = start(&plain()).await;
    let mut body = account(ANN);
    body["rememberMe"] = json!(false);
    let reply = app.post(PATH).json(body).send().await;
    assert_eq!(
        reply.set_cookie(COOKIE).unwrap().attributes,
        ["Path=/", "HttpOnly", "SameSite=Lax"]
    );
}

async fn the_session_of_a_full_user_that_came_along_ends() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    let reply = app.post(PATH).bearer(&ann.token).json(account(BOB)).send().await;
    let bob = Person::of(&reply);
    assert_ne!(ann.id, bob.id);
    assert!(!is_live(&app, &ann.token).await);
    assert!(is_live(&app, &bob.token).await);
}

async fn a_cookie_whose_session_ended_without_another_is_cleared() {
    let app = start(&config("", "", "autoSignIn = false")).await;
    sign_up_quietly(&app, ANN).await;
    let browser = app.browser();
    let body = json!({ "email": ANN, "password": PASSWORD });
    browser.post("/api/auth/sign-in/email").json(body).send().await;
    assert!(browser.cookie(COOKIE).is_some());
    let reply = browser.post(PATH).json(account(BOB)).send().await;
    assert_eq!(reply.status(), 200, "{}", reply.text());
    assert_eq!(app.rows().await["session"], 0);
    assert_eq!(browser.cookie(COOKIE), None);
}

async fn sign_up_quietly(app: &nevr_core::testing::TestApp, email: &str) {
    let reply = app.post(PATH).json(account(email)).send().await;
    assert_eq!(reply.status(), 200, "{}", reply.text());
}

async fn t4_a_visitor_who_signs_up_keeps_the_id_and_loses_every_old_token() {
    let app = start(&with_visitors()).await;
    let visitor = visit(&app).await;
    let reply = app.post(PATH).bearer(&visitor.token).json(account(ANN)).send().await;
    let ann = Person::of(&reply);
    assert_eq!(ann.id, visitor.id);
    assert_ne!(ann.token, visitor.token);
    assert_eq!(reply.json()["user"]["isVisitor"], false);
    assert!(reply.cookies().is_empty(), "a bearer client gets no cookie");
    assert!(!is_live(&app, &visitor.token).await);
    assert_eq!(session(&app, &ann.token).await["user"]["email"], ANN);
    let rows = app.rows().await;
    assert_eq!((rows["user"], rows["account"], rows["session"]), (1, 1, 1));
}

async fn t4_a_promoted_visitor_gets_its_new_token_without_auto_sign_in_too() {
    let config =
        format!("{}\n[plugins.auth.plugins.visitor]\n", config("", "", "autoSignIn = false"));
    let app = start(&config).await;
    let browser = app.browser();
    let visitor = Person::of(&browser.post("/api/auth/sign-in/visitor").send().await);
    let ann = Person::of(&browser.post(PATH).json(account(ANN)).send().await);
    assert_eq!(ann.id, visitor.id);
    assert_eq!(browser.cookie(COOKIE), Some(ann.token.clone()));
    assert!(is_live(&app, &ann.token).await && !is_live(&app, &visitor.token).await);
}

async fn a_failed_sign_up_leaves_the_visitor_as_it_was() {
    let app = start(&with_visitors()).await;
    sign_up(&app, ANN).await;
    let visitor = visit(&app).await;
    let before = session(&app, &visitor.token).await;
    let reply = app.post(PATH).bearer(&visitor.token).json(account(ANN)).send().await;
    assert_refused(&reply, 409, "USER_ALREADY_EXISTS");
    assert_eq!(session(&app, &visitor.token).await, before);
    assert_eq!(before["user"]["isVisitor"], true);
}

async fn a_closed_sign_up_is_403_for_nobody_and_for_visitors() {
    let app = start(&format!(
        "{}\n[plugins.auth.plugins.visitor]\n",
        config("", "", "disableSignUp = true")
    ))
    .await;
    let reply = app.post(PATH).json(account(ANN)).send().await;
    assert_refused(&reply, 403, "SIGN_UP_DISABLED");
    let visitor = visit(&app).await;
    let reply = app.post(PATH).bearer(&visitor.token).json(account(ANN)).send().await;
    assert_refused(&reply, 403, "SIGN_UP_DISABLED");
    assert_eq!(session(&app, &visitor.token).await["user"]["isVisitor"], true);
}

nevr_core::testing::on_every_database!(
    signing_up_answers_the_token_and_the_whole_user,
    an_address_that_is_taken_is_a_conflict_that_changes_nothing,
    all_invalid_values_are_named_at_once_and_none_is_repeated,
    the_shape_is_reported_before_the_values,
    without_auto_sign_in_there_is_neither_token_nor_cookie_nor_session,
    who_is_not_to_be_remembered_gets_a_cookie_without_max_age,
    the_session_of_a_full_user_that_came_along_ends,
    a_cookie_whose_session_ended_without_another_is_cleared,
    t4_a_visitor_who_signs_up_keeps_the_id_and_loses_every_old_token,
    t4_a_promoted_visitor_gets_its_new_token_without_auto_sign_in_too,
    a_failed_sign_up_leaves_the_visitor_as_it_was,
    a_closed_sign_up_is_403_for_nobody_and_for_visitors,
);
