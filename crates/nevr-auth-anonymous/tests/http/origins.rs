//! Requests that other sites make a browser send change nothing.

use serde_json::json;

use crate::fixture::{COOKIE, GUEST, LINK, SIGN_OUT, account, config, everything};

async fn i4_another_sites_page_makes_no_guest_and_links_none() {
    let app = config().start().await;
    let browser = app.browser();
    browser.post(GUEST).send().await;
    let before = everything(&app).await;
    let token = browser.cookie(COOKIE).unwrap();
    for origin in [
        "https://evil.example",
        "null",
        "http://localhost:3001",
        "http://localhost:3000.evil.example",
    ] {
        for (path, body) in
            [(GUEST, json!({})), (LINK, account("a@example.com")), (SIGN_OUT, json!({}))]
        {
            let reply = browser.post(path).origin(origin).json(&body).send().await;
            assert_eq!(
                (reply.status(), reply.code().as_str()),
                (403, "INVALID_ORIGIN"),
                "{origin} {path}"
            );
            assert_eq!(reply.set_cookie(COOKIE), None);
            // Without a cookie too: a foreign site must not make a visitor a guest.
            let reply = app.post(path).origin(origin).json(&body).send().await;
            assert_eq!(reply.status(), 403, "{origin} {path}");
        }
    }
    assert_eq!(everything(&app).await, before);
    assert_eq!(browser.cookie(COOKIE), Some(token));
}

async fn i4_a_cookie_without_an_origin_links_nobody() {
    let app = config().start().await;
    let browser = app.browser();
    browser.post(GUEST).send().await;
    let before = everything(&app).await;
    let token = browser.cookie(COOKIE).unwrap();
    let reply = app.post(LINK).cookie(COOKIE, &token).json(account("a@example.com")).send().await;
    assert_eq!((reply.status(), reply.code().as_str()), (403, "MISSING_ORIGIN"));
    assert_eq!(everything(&app).await, before);
}

nevr_core::testing::on_every_database!(
    i4_another_sites_page_makes_no_guest_and_links_none,
    i4_a_cookie_without_an_origin_links_nobody,
);
