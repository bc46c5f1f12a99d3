//! `POST /sign-out`

use serde_json::json;

use super::fixture::{ANN, COOKIE, Person, account, is_live, plain, post, sign_in, sign_up, start};

async fn t6_signing_out_ends_this_session_and_clears_its_cookie_with_all_attributes() {
    let app = start(&plain()).await;
    let browser = app.browser();
    let ann = Person::of(&browser.post("/api/auth/sign-up/email").json(account(ANN)).send().await);
    let other = sign_in(&app, ANN).await;
    let reply = browser.post("/api/auth/sign-out").send().await;
    assert_eq!((reply.status(), reply.json()), (200, json!({ "success": true })));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let cookie = reply.set_cookie(COOKIE).unwrap();
    assert_eq!(cookie.value, "");
    assert_eq!(cookie.attributes, ["Path=/", "HttpOnly", "SameSite=Lax", "Max-Age=0"]);
    assert!(!is_live(&app, &ann.token).await);
    assert!(is_live(&app, &other.token).await);
    assert_eq!(app.rows().await["session"], 1);
}

async fn signing_out_twice_or_without_a_session_succeeds_and_leaves_cookies_alone() {
    let app = start(&plain()).await;
    let reply = app.post("/api/auth/sign-out").send().await;
    assert_eq!((reply.status(), reply.json()), (200, json!({ "success": true })));
    assert!(reply.cookies().is_empty());
    let ann = sign_up(&app, ANN).await;
    for _ in 0..2 {
        let reply = post(&app, "/sign-out", &ann.token, json!({})).await;
        assert_eq!(reply.json(), json!({ "success": true }));
        assert!(reply.cookies().is_empty(), "a bearer client's answer has no cookie");
    }
}

async fn a_forged_cookie_is_not_cleared() {
    let app = start(&plain()).await;
    let browser = app.browser();
    browser.set_cookie(COOKIE, &"A".repeat(108));
    let reply = browser.post("/api/auth/sign-out").send().await;
    assert_eq!(reply.status(), 200);
    assert!(reply.cookies().is_empty());
}

async fn a_page_of_another_site_signs_nobody_out() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    let send = || app.post("/api/auth/sign-out").cookie(COOKIE, &ann.token);
    let reply = send().origin("https://evil.test").send().await;
    assert_eq!((reply.status(), reply.code().as_str()), (403, "INVALID_ORIGIN"));
    assert!(reply.cookies().is_empty());
    let reply = send().send().await;
    assert_eq!((reply.status(), reply.code().as_str()), (403, "MISSING_ORIGIN"));
    assert!(is_live(&app, &ann.token).await);
}

nevr_core::testing::on_every_database!(
    t6_signing_out_ends_this_session_and_clears_its_cookie_with_all_attributes,
    signing_out_twice_or_without_a_session_succeeds_and_leaves_cookies_alone,
    a_forged_cookie_is_not_cleared,
    a_page_of_another_site_signs_nobody_out,
);
