//! The rate limits of auth's endpoints.

use std::time::Duration;

use serde_json::json;

use super::fixture::{
    ANN, BOB, PASSWORD, account, assert_refused, hashes, limited, post, sign_in, sign_up, start,
    try_sign_in,
};

async fn l1_the_eleventh_sign_in_of_a_client_is_refused_with_the_database_away_too() {
    let app = start(&limited("")).await;
    sign_up(&app, ANN).await;
    for at in 0..10 {
        // Bodies that are never read count as well.
        let reply = match at {
            0 => app.post("/api/auth/sign-in/email").raw_body("{").send().await,
            _ => try_sign_in(&app, ANN, "a wrong password").await,
        };
        assert!(matches!(reply.status(), 401 | 415), "{}", reply.text());
    }
    let before = hashes(&app);
    app.take_database_away().await;
    let reply = try_sign_in(&app, ANN, PASSWORD).await;
    assert_refused(&reply, 429, "RATE_LIMITED");
    assert_eq!(reply.header("retry-after"), Some("60"));
    assert_eq!(reply.header("ratelimit-policy"), Some("\"auth.signIn\";q=10;w=60"));
    assert!(reply.header("ratelimit").is_some());
    assert_eq!(hashes(&app), before);
    let other = app.post("/api/auth/sign-in/email").peer("192.0.2.1").json(json!({}));
    assert_refused(&other.send().await, 400, "VALIDATION_ERROR");
}

async fn l1_the_eleventh_sign_up_of_a_client_is_refused_until_the_window_has_passed() {
    let app = start(&limited("")).await;
    let up =
        |at: u32| app.post("/api/auth/sign-up/email").json(account(&format!("a{at}@b.example")));
    for at in 0..10 {
        assert_eq!(up(at).send().await.status(), 200);
    }
    app.clock().advance(Duration::from_millis(59_999));
    assert_refused(&up(10).send().await, 429, "RATE_LIMITED");
    assert_eq!(app.rows().await["user"], 10);
    app.clock().advance(Duration::from_millis(1));
    assert_eq!(up(11).send().await.status(), 200);
}

/// A client that makes sessions could otherwise make accounts without limit.
async fn a_session_buys_no_sign_ups_beyond_those_of_its_address() {
    let app = start(&limited("")).await;
    let ann = sign_up(&app, ANN).await;
    for at in 0..10 {
        let body = account(&format!("a{at}@b.example"));
        let reply = post(&app, "/sign-up/email", &ann.token, body).await;
        assert_eq!(reply.status(), if at < 9 { 200 } else { 429 }, "{}", reply.text());
    }
}

async fn a_forged_token_buys_no_bucket_of_its_own() {
    let app = start(&limited("")).await;
    for at in 0..11 {
        let body = json!({ "email": ANN, "password": PASSWORD });
        let token = format!("{at:A>108}");
        let reply = app.post("/api/auth/sign-in/email").bearer(&token).json(body).send().await;
        assert_eq!(reply.status(), if at < 10 { 401 } else { 429 }, "{}", reply.text());
    }
}

async fn an_office_of_signed_in_users_behind_one_address_is_not_one_client() {
    let app = start(&limited("")).await;
    let mut people = Vec::new();
    for at in 0..12 {
        let request = app.post("/api/auth/sign-up/email").peer(&format!("192.0.2.{at}"));
        let body = account(&format!("ann{at}@example.com"));
        people.push(super::fixture::Person::of(&request.json(body).send().await));
    }
    for (at, person) in people.iter().enumerate() {
        let body = json!({ "email": format!("ann{at}@example.com"), "password": PASSWORD });
        let reply = post(&app, "/sign-in/email", &person.token, body).await;
        assert_eq!(reply.status(), 200, "{}", reply.text());
    }
}

async fn a_password_is_asked_for_ten_times_a_minute_for_each_user_wherever_it_comes_from() {
    let app = start(&limited("")).await;
    let (ann, bob) = (sign_up(&app, ANN).await, sign_up(&app, BOB).await);
    let second = sign_in(&app, ANN).await;
    let guess = |token: &str, at: u32| {
        let body =
            json!({ "currentPassword": "wrong one", "newPassword": "another horse battery" });
        let peer = format!("192.0.2.{at}");
        app.post("/api/auth/change-password").peer(&peer).bearer(token).json(body).send()
    };
    for at in 0..10 {
        let token = if at % 2 == 0 { &ann.token } else { &second.token };
        assert_refused(&guess(token, at).await, 400, "INVALID_PASSWORD");
    }
    assert_refused(&guess(&ann.token, 10).await, 429, "RATE_LIMITED");
    let body = json!({ "password": PASSWORD });
    let reply = post(&app, "/delete-user", &second.token, body).await;
    assert_refused(&reply, 429, "RATE_LIMITED");
    assert_refused(&guess(&bob.token, 11).await, 400, "INVALID_PASSWORD");
}

async fn a_foreign_page_can_not_use_up_a_clients_requests() {
    let app = start(&limited("")).await;
    sign_up(&app, ANN).await;
    for _ in 0..20 {
        let body = json!({ "email": ANN, "password": "a wrong password" });
        let request = app.post("/api/auth/sign-in/email").origin("https://evil.test");
        assert_refused(&request.json(body).send().await, 403, "INVALID_ORIGIN");
    }
    assert_eq!(try_sign_in(&app, ANN, PASSWORD).await.status(), 200);
}

nevr_core::testing::on_every_database!(
    l1_the_eleventh_sign_in_of_a_client_is_refused_with_the_database_away_too,
    l1_the_eleventh_sign_up_of_a_client_is_refused_until_the_window_has_passed,
    a_session_buys_no_sign_ups_beyond_those_of_its_address,
    a_forged_token_buys_no_bucket_of_its_own,
    an_office_of_signed_in_users_behind_one_address_is_not_one_client,
    a_password_is_asked_for_ten_times_a_minute_for_each_user_wherever_it_comes_from,
    a_foreign_page_can_not_use_up_a_clients_requests,
);
