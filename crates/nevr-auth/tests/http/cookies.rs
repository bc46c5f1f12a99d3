//! The session cookie: its attributes, and whose cookies count.

use serde_json::{Value, json};

use super::fixture::{
    ANN, BOB, COOKIE, PASSWORD, Person, WEEK, account, assert_refused, config, is_live, plain,
    sign_up, start,
};

const HTTPS: &str = "[server]\nbaseURL = \"https://shop.example\"";
const HOST_COOKIE: &str = "__Host-nevr.session_token";

async fn over_http_the_cookie_has_every_attribute_but_secure() {
    let app = start(&plain()).await;
    let reply = app.post("/api/auth/sign-up/email").json(account(ANN)).send().await;
    assert_eq!(reply.cookies().len(), 1);
    let cookie = reply.set_cookie(COOKIE).unwrap();
    assert_eq!(cookie.attributes, ["Path=/", "HttpOnly", "SameSite=Lax", "Max-Age=604800"]);
}

async fn the_answer_holds_the_token_beside_the_cookie_and_the_document_tells_not_to_keep_it() {
    let app = start(&plain()).await;
    let browser = app.browser();
    let sign_up = browser.post("/api/auth/sign-up/email").json(account(ANN)).send().await;
    assert_eq!(Some(Person::of(&sign_up).token), browser.cookie(COOKIE));
    let body = json!({ "email": ANN, "password": PASSWORD });
    let sign_in = browser.post("/api/auth/sign-in/email").json(body).send().await;
    assert_eq!(Some(Person::of(&sign_in).token), browser.cookie(COOKIE));
    let document = app.get("/api/openapi.json").send().await.text();
    assert!(document.contains("a page should not keep it"), "{document}");
    assert!(!document.contains("when the token is in the cookie"), "{document}");
}

async fn over_https_it_is_secure_and_bound_to_the_host_when_set_and_when_cleared() {
    let app = start(&config(HTTPS, "", "")).await;
    let browser = app.browser();
    let reply = browser.post("/api/auth/sign-up/email").json(account(ANN)).send().await;
    assert_eq!(reply.cookies().len(), 1);
    let cookie = reply.set_cookie(HOST_COOKIE).unwrap();
    assert_eq!(
        cookie.attributes,
        ["Path=/", "HttpOnly", "SameSite=Lax", "Max-Age=604800", "Secure"]
    );
    assert_eq!(cookie.max_age(), Some(WEEK));
    assert_eq!(browser.cookie(HOST_COOKIE), Some(cookie.value));
    let reply = browser.post("/api/auth/sign-out").send().await;
    let cookie = reply.set_cookie(HOST_COOKIE).unwrap();
    assert_eq!(cookie.attributes, ["Path=/", "HttpOnly", "SameSite=Lax", "Max-Age=0", "Secure"]);
    assert_eq!(browser.cookie(HOST_COOKIE), None);
}

async fn t8_a_cookie_that_an_attacker_has_chosen_is_never_adopted() {
    let app = start(&plain()).await;
    let mallory = sign_up(&app, BOB).await;
    let planted = [mallory.token.as_str(), "chosen", &"A".repeat(108)];
    for (at, planted) in planted.into_iter().enumerate() {
        let browser = app.browser();
        browser.set_cookie(COOKIE, planted);
        let email = format!("ann{at}@example.com");
        let reply = browser.post("/api/auth/sign-up/email").json(account(&email)).send().await;
        let ann = Person::of(&reply);
        assert_ne!(ann.token, planted);
        assert_eq!(browser.cookie(COOKIE), Some(ann.token));
        let planted = super::fixture::session(&app, planted).await;
        assert!(planted.is_null() || planted["user"]["id"] == mallory.id.as_str());
    }
}

async fn t11_under_https_only_the_one_exact_name_is_read() {
    let app = start(&config(HTTPS, "", "")).await;
    let ann = sign_up(&app, ANN).await;
    let ask = async |cookie: String| {
        let request = app.get("/api/auth/get-session").header("cookie", cookie);
        let reply = request.send().await;
        assert_eq!(reply.status(), 200);
        !reply.json().is_null()
    };
    let token = &ann.token;
    assert!(ask(format!("{HOST_COOKIE}={token}")).await);
    assert!(ask(format!("a=1;\t{HOST_COOKIE}={token} ; \u{a0}=\u{ff}; =; ;; %%%")).await);
    for cookie in [
        format!("{COOKIE}={token}"),
        format!("__%48ost-{COOKIE}={token}"),
        format!("__host-{COOKIE}={token}"),
        format!("\u{2000}{HOST_COOKIE}={token}"),
        format!("\u{85}{HOST_COOKIE}={token}"),
        format!("a=1; \u{a0}{HOST_COOKIE}={token}"),
        format!("{HOST_COOKIE} ={token}"),
        format!("{HOST_COOKIE}=\"{token}\""),
        format!("{HOST_COOKIE}={token}%20"),
        format!("{HOST_COOKIE}={token}; {HOST_COOKIE}={token}"),
        format!("{HOST_COOKIE}=x; {HOST_COOKIE}={token}"),
        format!("{HOST_COOKIE}={token}, {HOST_COOKIE}={token}"),
    ] {
        assert!(!ask(cookie.clone()).await, "{cookie:?}");
    }
}

async fn t11_two_cookies_of_the_name_are_no_session_in_two_header_lines_too() {
    let app = start(&plain()).await;
    let (ann, bob) = (sign_up(&app, ANN).await, sign_up(&app, BOB).await);
    let request = app.get("/api/auth/get-session").cookie(COOKIE, &ann.token);
    assert_eq!(request.cookie(COOKIE, &bob.token).send().await.json(), Value::Null);
    let request = app.get("/api/auth/get-session").cookie("other", "1").cookie(COOKIE, &ann.token);
    assert_eq!(request.send().await.json()["user"]["id"], ann.id.as_str());
}

async fn t12_with_bearer_and_another_users_cookie_there_is_one_identity_and_no_cookie() {
    let app = start(&plain()).await;
    let (ann, bob) = (sign_up(&app, ANN).await, sign_up(&app, BOB).await);
    let both = |path| app.post(path).bearer(&ann.token).cookie(COOKIE, &bob.token);
    let reply =
        app.get("/api/auth/get-session").bearer(&ann.token).cookie(COOKIE, &bob.token).send().await;
    assert_eq!(reply.json()["user"]["id"], ann.id.as_str());
    assert!(reply.cookies().is_empty());
    let reply = both("/api/auth/sign-out").send().await;
    assert_eq!(reply.json(), json!({ "success": true }));
    assert!(reply.cookies().is_empty());
    assert!(!is_live(&app, &ann.token).await && is_live(&app, &bob.token).await);
    let reply = both("/api/auth/sign-up/email").json(account("eve@example.com")).send().await;
    assert_eq!(reply.status(), 200, "{}", reply.text());
    assert!(reply.cookies().is_empty(), "a dead bearer token still is a bearer client's");
    assert!(is_live(&app, &bob.token).await);
}

async fn t12_a_dead_bearer_never_falls_back_to_the_cookie_and_basic_is_no_bearer() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    let with = |authorization: &str| {
        app.get("/api/auth/list-sessions")
            .header("authorization", authorization)
            .cookie(COOKIE, &ann.token)
    };
    for dead in ["Bearer dead", "bearer", "BEARER  a b", "Bearer ,", "Bearer \t"] {
        assert_refused(&with(dead).send().await, 401, "UNAUTHORIZED");
    }
    let twice = with("Bearer dead").header("authorization", format!("Bearer {}", ann.token));
    assert_refused(&twice.send().await, 401, "UNAUTHORIZED");
    assert_eq!(with("Basic YTpi").send().await.status(), 200);
    let request = app.get("/api/auth/list-sessions");
    let basic = request.header("authorization", format!("Basic {}", ann.token)).send().await;
    assert_refused(&basic, 401, "UNAUTHORIZED");
    let lower = app.get("/api/auth/list-sessions");
    let lower = lower.header("authorization", format!("bearer {}", ann.token)).send().await;
    assert_eq!(lower.status(), 200);
}

async fn the_cookie_is_called_what_the_option_says() {
    let app = start(&config("", "session = { cookieName = \"shop\" }", "")).await;
    let reply = app.post("/api/auth/sign-up/email").json(account(ANN)).send().await;
    let token = Person::of(&reply).token;
    assert_eq!(reply.set_cookie("shop").unwrap().value, token);
    let ask = |name| app.get("/api/auth/get-session").cookie(name, &token);
    assert!(!ask("shop").send().await.json().is_null());
    assert!(ask(COOKIE).send().await.json().is_null());
}

nevr_core::testing::on_every_database!(
    over_http_the_cookie_has_every_attribute_but_secure,
    the_answer_holds_the_token_beside_the_cookie_and_the_document_tells_not_to_keep_it,
    over_https_it_is_secure_and_bound_to_the_host_when_set_and_when_cleared,
    t8_a_cookie_that_an_attacker_has_chosen_is_never_adopted,
    t11_under_https_only_the_one_exact_name_is_read,
    t11_two_cookies_of_the_name_are_no_session_in_two_header_lines_too,
    t12_with_bearer_and_another_users_cookie_there_is_one_identity_and_no_cookie,
    t12_a_dead_bearer_never_falls_back_to_the_cookie_and_basic_is_no_bearer,
    the_cookie_is_called_what_the_option_says,
);
