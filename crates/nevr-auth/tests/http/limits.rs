//! The rate limits of auth's endpoints.

use std::time::Duration;

use nevr_core::testing::{TestApp, TestReply};
use serde_json::json;

use super::fixture::{
    ANN, BOB, PASSWORD, account, assert_refused, hashes, limited, post, sign_in, sign_up, start,
    try_sign_in, visit,
};

async fn l1_the_eleventh_sign_in_of_a_client_is_refused_with_the_database_away_too() {
    let app = start(&limited("")).await;
    sign_up(&app, ANN).await;
    for _ in 0..10 {
        let reply = try_sign_in(&app, ANN, "a wrong password").await;
        assert_refused(&reply, 401, "INVALID_EMAIL_OR_PASSWORD");
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

/// Anybody can be a visitor at no cost.
async fn l6_sessions_without_an_account_buy_no_guesses_beyond_those_of_their_address() {
    let app = start(&format!("{}\n[plugins.auth.plugins.visitor]\n", limited(""))).await;
    let ann = sign_up(&app, ANN).await;
    let before = hashes(&app);
    let mut answers = Vec::new();
    for _ in 0..25 {
        let visitor = visit(&app).await;
        let body = json!({ "email": ANN, "password": "a wrong password" });
        answers.push(post(&app, "/sign-in/email", &visitor.token, body).await.status());
    }
    assert_eq!(answers, [[401; 10].as_slice(), &[429; 15]].concat());
    assert_eq!(hashes(&app) - before, 10);
    // Without a session, it is the same count; the session of an account has one of its own.
    assert_refused(&try_sign_in(&app, ANN, PASSWORD).await, 429, "RATE_LIMITED");
    app.clock().advance(Duration::from_secs(1));
    let body = json!({ "email": ANN, "password": PASSWORD });
    assert_eq!(post(&app, "/sign-in/email", &ann.token, body).await.status(), 200);
}

/// The neighbour's broken form does not close the door.
async fn an_input_that_is_refused_before_any_work_gives_its_count_back() {
    let app = start(&limited("")).await;
    let ann = sign_up(&app, ANN).await;
    let wrong_password = || json!({ "password": "a wrong password" });
    for (path, token, broken) in [
        ("/sign-in/email", None, json!({ "email": "nobody", "password": "x" })),
        ("/sign-up/email", None, json!({ "name": "A", "email": "nobody", "password": "x" })),
        (
            "/change-password",
            Some(&ann.token),
            json!({ "currentPassword": "x", "newPassword": "x" }),
        ),
        ("/delete-user", Some(&ann.token), json!({ "password": "x".repeat(200) })),
        ("/delete-user", Some(&ann.token), json!({ "pasword": "x" })),
    ] {
        let before = hashes(&app);
        for _ in 0..11 {
            let request = app.post(&format!("/api/auth{path}"));
            let request = match token {
                Some(token) => request.bearer(token),
                None => request,
            };
            let reply = request.json(&broken).send().await;
            assert_refused(&reply, 400, "VALIDATION_ERROR");
        }
        assert_eq!(hashes(&app), before, "{path}");
    }
    assert_eq!(try_sign_in(&app, ANN, PASSWORD).await.status(), 200);
    let reply = post(&app, "/delete-user", &ann.token, wrong_password()).await;
    assert_refused(&reply, 400, "INVALID_PASSWORD");
}

async fn what_did_work_counts_whatever_it_is_answered() {
    let app = start(&limited("")).await;
    let ann = sign_up(&app, ANN).await;
    // One of ten is used up: the address is taken, which takes a hash to find out.
    for at in 0..10 {
        let reply = app.post("/api/auth/sign-up/email").json(account(ANN)).send().await;
        assert_eq!(reply.status(), if at < 9 { 409 } else { 429 }, "{}", reply.text());
    }
    for at in 0..11 {
        let reply = post(&app, "/delete-user", &ann.token, json!({})).await;
        assert_eq!(reply.status(), if at < 10 { 400 } else { 429 }, "{}", reply.text());
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

/// Tries a password for an address from a client of its own.
async fn guess(app: &TestApp, email: &str, password: &str, client: usize) -> TestReply {
    let body = json!({ "email": email, "password": password });
    let peer = format!("10.7.{}.{}", client / 250, client % 250);
    app.post("/api/auth/sign-in/email").peer(&peer).json(body).send().await
}

async fn p7_passwords_that_many_clients_try_for_one_address_are_slowed_known_or_not() {
    let app = start(&limited("")).await;
    sign_up(&app, ANN).await;
    for email in [ANN, "unknown@example.com"] {
        let before = hashes(&app);
        for client in 0..100 {
            let reply = guess(&app, email, "a wrong password", client).await;
            if client < 10 {
                assert_refused(&reply, 401, "INVALID_EMAIL_OR_PASSWORD");
            } else {
                assert_refused(&reply, 429, "RATE_LIMITED");
                assert_eq!(reply.header("retry-after"), Some("1"));
            }
        }
        assert_eq!(hashes(&app) - before, 10);
        // The wait grows, up to five minutes.
        for wait in [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
            app.clock().advance(Duration::from_millis(wait * 1000 - 1));
            let reply = guess(&app, email, "a wrong password", 200).await;
            assert_eq!((reply.status(), reply.header("retry-after")), (429, Some("1")));
            app.clock().advance(Duration::from_millis(1));
            assert_eq!(guess(&app, email, "a wrong password", 201).await.status(), 401);
        }
    }
}

async fn p7_the_owner_gets_in_again_and_clears_the_count() {
    let app = start(&limited("")).await;
    sign_up(&app, ANN).await;
    for client in 0..10 {
        guess(&app, ANN, "a wrong password", client).await;
    }
    assert_eq!(guess(&app, ANN, PASSWORD, 300).await.status(), 429, "even with the password");
    app.clock().advance(Duration::from_secs(1));
    assert_eq!(guess(&app, ANN, PASSWORD, 300).await.status(), 200);
    for client in 10..20 {
        assert_eq!(guess(&app, ANN, "a wrong password", client).await.status(), 401);
    }
    assert_eq!(guess(&app, ANN, PASSWORD, 20).await.status(), 429);
    // Others who guess don't keep the owner out where it has signed in before.
    assert_eq!(guess(&app, ANN, PASSWORD, 300).await.status(), 200);
    assert_eq!(guess(&app, ANN, PASSWORD, 20).await.status(), 429);
}

async fn p7_tries_are_forgotten_and_those_that_the_server_failed_do_not_count() {
    let app = start(&limited("")).await;
    sign_up(&app, ANN).await;
    for client in 0..9 {
        guess(&app, ANN, "a wrong password", client).await;
    }
    app.clock().advance(Duration::from_mins(10));
    for client in 9..18 {
        assert_eq!(guess(&app, ANN, "a wrong password", client).await.status(), 401);
    }
    app.take_database_away().await;
    for client in 18..30 {
        assert_eq!(guess(&app, ANN, "a wrong password", client).await.status(), 503);
    }
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
    p7_passwords_that_many_clients_try_for_one_address_are_slowed_known_or_not,
    p7_the_owner_gets_in_again_and_clears_the_count,
    p7_tries_are_forgotten_and_those_that_the_server_failed_do_not_count,
    l6_sessions_without_an_account_buy_no_guesses_beyond_those_of_their_address,
    an_input_that_is_refused_before_any_work_gives_its_count_back,
    what_did_work_counts_whatever_it_is_answered,
    a_forged_token_buys_no_bucket_of_its_own,
    an_office_of_signed_in_users_behind_one_address_is_not_one_client,
    a_password_is_asked_for_ten_times_a_minute_for_each_user_wherever_it_comes_from,
    a_foreign_page_can_not_use_up_a_clients_requests,
);
