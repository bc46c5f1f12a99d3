//! `POST /delete-user`

use serde_json::json;

use super::fixture::{
    ANN, BOB, COOKIE, PASSWORD, account, assert_refused, is_live, plain, post, sign_in, sign_up,
    start, try_sign_in, visit, with_visitors,
};

async fn t6_a_deleted_user_is_gone_with_its_sessions_and_accounts() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    let other = sign_in(&app, ANN).await;
    let bob = sign_up(&app, BOB).await;
    let reply = post(&app, "/delete-user", &ann.token, json!({ "password": PASSWORD })).await;
    assert_eq!((reply.status(), reply.json()), (200, json!({ "success": true })));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert!(!is_live(&app, &ann.token).await && !is_live(&app, &other.token).await);
    assert!(is_live(&app, &bob.token).await);
    let rows = app.rows().await;
    assert_eq!((rows["user"], rows["account"], rows["session"]), (1, 1, 1));
    assert_refused(&try_sign_in(&app, ANN, PASSWORD).await, 401, "INVALID_EMAIL_OR_PASSWORD");
    sign_up(&app, ANN).await;
}

async fn who_has_a_password_is_not_deleted_without_it() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    for body in [json!({}), json!({ "password": "wrong" }), json!({ "password": "" })] {
        let reply = post(&app, "/delete-user", &ann.token, body).await;
        assert_refused(&reply, 400, "INVALID_PASSWORD");
    }
    let body = json!({ "password": "x".repeat(129) });
    assert_refused(&post(&app, "/delete-user", &ann.token, body).await, 400, "VALIDATION_ERROR");
    assert!(is_live(&app, &ann.token).await);
}

async fn who_has_none_needs_none() {
    let app = start(&with_visitors()).await;
    let visitor = visit(&app).await;
    let reply = post(&app, "/delete-user", &visitor.token, json!({})).await;
    assert_eq!((reply.status(), reply.json()), (200, json!({ "success": true })));
    let ann = sign_up(&app, ANN).await;
    app.execute(r#"UPDATE "account" SET "password" = NULL"#).await;
    let reply = post(&app, "/delete-user", &ann.token, json!({})).await;
    assert_eq!(reply.status(), 200, "{}", reply.text());
    assert_eq!(app.rows().await["user"], 0);
}

async fn the_cookie_of_a_deleted_user_is_cleared() {
    let app = start(&plain()).await;
    let browser = app.browser();
    browser.post("/api/auth/sign-up/email").json(account(ANN)).send().await;
    let body = json!({ "password": PASSWORD });
    let reply = browser.post("/api/auth/delete-user").json(body).send().await;
    assert_eq!(reply.set_cookie(COOKIE).unwrap().max_age(), Some(0));
    assert_eq!(browser.cookie(COOKIE), None);
}

nevr_core::testing::on_every_database!(
    t6_a_deleted_user_is_gone_with_its_sessions_and_accounts,
    who_has_a_password_is_not_deleted_without_it,
    who_has_none_needs_none,
    the_cookie_of_a_deleted_user_is_cleared,
);
