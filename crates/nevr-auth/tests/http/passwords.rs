//! How passwords are kept, and what guessing them shows.

use futures_util::future::join_all;
use nevr_core::{
    store::{Filter, Query},
    testing::{TestApp, TestReply, TestRequest},
};
use serde_json::json;

use super::fixture::{
    ANN, BOB, PASSWORD, account, assert_refused, config, hashes, plain, plugins, sign_in, sign_up,
    start, try_sign_in, visit, with_visitors,
};

async fn stored(app: &TestApp, user_id: &str) -> String {
    let query = Query::from("account").filter(Filter::all().eq("userId", user_id));
    app.store().find_one(query).await.unwrap().unwrap().get("password").unwrap()
}

async fn p1_a_password_is_stored_as_argon2id_with_the_parameters_of_owasp() {
    let app = TestApp::start(plugins(), "[plugins.auth]\n").await;
    let ann = sign_up(&app, ANN).await;
    let hash = stored(&app, &ann.id).await;
    assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    assert_eq!(sign_in(&app, ANN).await.id, ann.id);
}

async fn p1_a_weaker_hash_is_renewed_at_the_next_sign_in_and_only_then() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    let weak = stored(&app, &ann.id).await;
    assert!(weak.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{weak}");
    let app = app.restart(&plain().replace("iterations = 1", "iterations = 2")).await;
    try_sign_in(&app, ANN, "a wrong password").await;
    assert_eq!(stored(&app, &ann.id).await, weak);
    sign_in(&app, ANN).await;
    let renewed = stored(&app, &ann.id).await;
    assert!(renewed.starts_with("$argon2id$v=19$m=64,t=2,p=1$"), "{renewed}");
    sign_in(&app, ANN).await;
    assert_eq!(stored(&app, &ann.id).await, renewed);
    // A stronger one than the options ask for stays.
    let app = app.restart(&plain()).await;
    sign_in(&app, ANN).await;
    assert_eq!(stored(&app, &ann.id).await, renewed);
}

async fn p2_a_megabyte_starts_no_hash() {
    let app = start(&config("[server]\nbodyLimit = \"4MiB\"", "", "")).await;
    let ann = sign_up(&app, ANN).await;
    let before = hashes(&app);
    let long = "x".repeat(1024 * 1024);
    let post = |path: &str, body| {
        app.post(&format!("/api/auth{path}")).bearer(&ann.token).json(body).send()
    };
    let up = json!({ "name": "B", "email": BOB, "password": long });
    for reply in [
        post("/sign-up/email", up).await,
        post("/sign-in/email", json!({ "email": ANN, "password": long })).await,
        post("/change-password", json!({ "currentPassword": long, "newPassword": long })).await,
        post("/delete-user", json!({ "password": long })).await,
    ] {
        assert_refused(&reply, 400, "VALIDATION_ERROR");
    }
    assert_eq!(hashes(&app), before);
    let app = app.restart(&plain()).await;
    let before = hashes(&app);
    assert_refused(&try_sign_in(&app, ANN, &long).await, 413, "PAYLOAD_TOO_LARGE");
    assert_eq!(hashes(&app), before);
}

async fn p2_length_is_counted_in_code_points_after_nfc_and_nothing_is_cut() {
    let app = start(&plain()).await;
    let up = async |email: &str, password: &str| {
        let body = json!({ "name": "A", "email": email, "password": password });
        app.post("/api/auth/sign-up/email").json(body).send().await
    };
    let longest = "🐎".repeat(128);
    assert_eq!(up("long@example.com", &longest).await.status(), 200);
    assert_refused(&up("more@example.com", &format!("{longest}x")).await, 400, "VALIDATION_ERROR");
    let cut = try_sign_in(&app, "long@example.com", &"🐎".repeat(127)).await;
    assert_refused(&cut, 401, "INVALID_EMAIL_OR_PASSWORD");
    // Fourteen code points before NFC, seven after it.
    let reply = up("short@example.com", &"e\u{301}".repeat(7)).await;
    assert_refused(&reply, 400, "VALIDATION_ERROR");
    assert_eq!(reply.json()["error"]["details"][0]["code"], "PASSWORD_TOO_SHORT");
    assert_eq!(up(ANN, "cafe\u{301} au lait").await.status(), 200);
    assert_eq!(try_sign_in(&app, ANN, "caf\u{e9} au lait").await.status(), 200);
    // White space is part of it.
    assert_eq!(try_sign_in(&app, ANN, " caf\u{e9} au lait").await.status(), 401);
}

async fn p3_the_commonest_passwords_are_refused() {
    let app = start(&plain()).await;
    for password in ["password1", "PASSWORD1", "12345678", "qwertyuiop"] {
        let body = json!({ "name": "A", "email": ANN, "password": password });
        let reply = app.post("/api/auth/sign-up/email").json(body).send().await;
        assert_refused(&reply, 400, "VALIDATION_ERROR");
        assert_eq!(reply.json()["error"]["details"][0]["code"], "PASSWORD_TOO_COMMON");
    }
}

/// Everything of an answer that a client who guesses passwords sees.
fn seen(reply: &TestReply) -> Vec<String> {
    let names = [
        "cache-control",
        "content-type",
        "content-length",
        "retry-after",
        "ratelimit",
        "ratelimit-policy",
        "set-cookie",
        "www-authenticate",
        "vary",
        "connection",
    ];
    let mut all = vec![reply.status().to_string(), reply.text()];
    all.extend(names.iter().map(|name| format!("{name}: {:?}", reply.headers(name))));
    all
}

async fn p6_every_cause_of_a_failed_sign_in_looks_alike_and_costs_one_hash() {
    let app = start(&with_visitors()).await;
    for email in [ANN, BOB, "none@example.com", "broken@example.com"] {
        let reply = app.post("/api/auth/sign-up/email").json(account(email)).send().await;
        assert_eq!(reply.status(), 200);
    }
    let of =
        |email: &str| format!(r#""userId" = (SELECT "id" FROM "user" WHERE "email" = '{email}')"#);
    app.execute(&format!(r#"UPDATE "account" SET "password" = NULL WHERE {}"#, of(BOB))).await;
    app.execute(&format!(r#"DELETE FROM "account" WHERE {}"#, of("none@example.com"))).await;
    let broken = of("broken@example.com");
    app.execute(&format!(r#"UPDATE "account" SET "password" = '$argon2id$x' WHERE {broken}"#))
        .await;
    visit(&app).await;
    let mut first = None;
    for (email, password) in [
        ("unknown@example.com", PASSWORD),
        (ANN, "a wrong password"),
        (ANN, "x"),
        (BOB, PASSWORD),
        ("none@example.com", PASSWORD),
        ("broken@example.com", PASSWORD),
    ] {
        let before = hashes(&app);
        let reply = try_sign_in(&app, email, password).await;
        assert_refused(&reply, 401, "INVALID_EMAIL_OR_PASSWORD");
        assert_eq!(hashes(&app) - before, 1, "{email}");
        assert_eq!(*first.get_or_insert_with(|| seen(&reply)), seen(&reply), "{email}");
    }
}

/// An app with one hashing thread, whose hashes take far longer than requests take to arrive.
async fn with_slow_hashes(server: &str, queue: usize) -> TestApp {
    let slow = format!("\"19MiB\", iterations = 6, threads = 1, queue = {queue}");
    let config = config(&format!("[server]\n{server}"), "", "");
    TestApp::start(plugins(), &config.replace("\"64KiB\", iterations = 1", &slow)).await
}

/// The statuses of sign-ins that are sent at once.
async fn at_once(
    app: &TestApp,
    requests: impl IntoIterator<Item = fn(TestRequest) -> TestRequest>,
) -> Vec<u16> {
    let send = |from: fn(TestRequest) -> TestRequest| {
        let body = json!({ "email": ANN, "password": PASSWORD });
        from(app.post("/api/auth/sign-in/email")).json(body).send()
    };
    let replies = join_all(requests.into_iter().map(send)).await;
    for reply in replies.iter().filter(|reply| reply.status() == 503) {
        assert_refused(reply, 503, "SERVICE_UNAVAILABLE");
        assert_eq!(reply.header("retry-after"), Some("1"));
    }
    replies.iter().map(TestReply::status).collect()
}

const PATIENT: &str = "requestTimeout = \"120s\"";

#[actix_web::test]
async fn p4_sixty_four_people_behind_one_address_all_sign_in_at_once() {
    let config = config(&format!("[server]\n{PATIENT}"), "", "");
    let app = start(&config.replace("64KiB", "8MiB")).await;
    sign_up(&app, ANN).await;
    let office: fn(TestRequest) -> TestRequest = |request| request.peer("192.0.2.7");
    assert_eq!(at_once(&app, [office; 64]).await, [200; 64]);
}

#[actix_web::test]
async fn p4_a_flooding_ipv6_host_with_many_addresses_keeps_no_other_person_out() {
    let app = with_slow_hashes(PATIENT, 4).await;
    let rotate: [fn(TestRequest) -> TestRequest; 4] = [
        |request| request.peer("2001:db8::1"),
        |request| request.peer("2001:db8::2"),
        |request| request.peer("2001:db8::3"),
        |request| request.peer("2001:db8::4"),
    ];
    let person: fn(TestRequest) -> TestRequest = |request| request.peer("2001:db8:1::1");
    let flood = std::iter::repeat_n(rotate, 6).flatten();
    let statuses = at_once(&app, flood.chain([person])).await;
    assert!(statuses.contains(&503), "{statuses:?}");
    assert_eq!(statuses.last(), Some(&401), "{statuses:?}");
}

#[actix_web::test]
async fn p4_requests_without_an_address_are_not_one_client() {
    let app = with_slow_hashes(PATIENT, 3).await;
    let flood: fn(TestRequest) -> TestRequest = |request| request.peer("192.0.2.7");
    let unknown: fn(TestRequest) -> TestRequest = |request| request.without_peer();
    let statuses = at_once(&app, [flood, flood, flood, flood, unknown, unknown]).await;
    assert_eq!(statuses[4..], [401, 401], "{statuses:?}");
}

#[actix_web::test]
async fn p4_a_request_that_waits_for_a_hash_for_longer_than_it_may_is_told_when_to_come_back() {
    let app = with_slow_hashes("requestTimeout = \"4s\"", 256).await;
    let office: fn(TestRequest) -> TestRequest = |request| request.peer("192.0.2.7");
    let statuses = at_once(&app, [office; 100]).await;
    assert!(statuses.contains(&503), "{statuses:?}");
    assert!(statuses.iter().all(|status| [401, 503].contains(status)), "{statuses:?}");
}

nevr_core::testing::on_every_database!(
    p1_a_password_is_stored_as_argon2id_with_the_parameters_of_owasp,
    p1_a_weaker_hash_is_renewed_at_the_next_sign_in_and_only_then,
    p2_a_megabyte_starts_no_hash,
    p2_length_is_counted_in_code_points_after_nfc_and_nothing_is_cut,
    p3_the_commonest_passwords_are_refused,
    p6_every_cause_of_a_failed_sign_in_looks_alike_and_costs_one_hash,
);
