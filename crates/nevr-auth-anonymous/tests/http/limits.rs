//! `rateLimit`: how often one client may ask to be a guest.

use std::time::Duration;

use nevr_auth::Auth;
use nevr_core::testing::{TestApp, TestReply};
use serde_json::json;

use crate::fixture::{
    GUEST, LINK, Person, SIGN_IN, SIGN_OUT, SIGN_UP, account, config, everything, guest, member,
};

const CLIENT: &str = "192.0.2.7";

async fn ask(app: &TestApp) -> TestReply {
    app.post(GUEST).peer(CLIENT).send().await
}

fn assert_limited(reply: &TestReply, seconds: u64) {
    assert_eq!((reply.status(), reply.code().as_str()), (429, "RATE_LIMITED"));
    assert_eq!(reply.header("retry-after"), Some(seconds.to_string().as_str()));
}

async fn l1_the_eleventh_guest_of_a_client_in_a_minute_is_refused() {
    let app = config().limited().start().await;
    for _ in 0..10 {
        assert_eq!(ask(&app).await.status(), 200);
    }
    let before = everything(&app).await;
    assert_limited(&ask(&app).await, 60);
    assert_eq!(everything(&app).await, before);
    let other = app.post(GUEST).peer("192.0.2.8").send().await;
    assert_eq!(other.status(), 200, "another client is not the one");
    app.clock().advance(Duration::from_mins(1));
    assert_eq!(ask(&app).await.status(), 200);
}

async fn l1_a_refused_request_sends_no_statement() {
    let app = config().limited().start().await;
    app.take_database_away().await;
    for _ in 0..10 {
        let reply = ask(&app).await;
        assert_eq!((reply.status(), reply.code().as_str()), (503, "SERVICE_UNAVAILABLE"));
    }
    assert_limited(&ask(&app).await, 60);
}

async fn a_custom_limit_counts_a_bare_window_in_milliseconds() {
    let app = config().limited().anonymous("rateLimit = { window = 30000, max = 5 }").start().await;
    for _ in 0..5 {
        assert_eq!(ask(&app).await.status(), 200);
    }
    assert_limited(&ask(&app).await, 30);
    app.clock().advance(Duration::from_secs(30));
    assert_eq!(ask(&app).await.status(), 200);
}

async fn a_limit_keeps_the_default_of_what_it_does_not_say() {
    let app = config().limited().anonymous("rateLimit = { max = 2 }").start().await;
    let reply = ask(&app).await;
    assert_eq!(reply.header("ratelimit-policy"), Some("\"auth.anonymous\";q=2;w=60"));
    let app = config().limited().anonymous("rateLimit = { window = \"2m\" }").start().await;
    let reply = ask(&app).await;
    assert_eq!(reply.header("ratelimit-policy"), Some("\"auth.anonymous\";q=10;w=120"));
}

async fn a_limit_of_false_is_none() {
    let app = config().limited().anonymous("rateLimit = false").start().await;
    for _ in 0..25 {
        let reply = ask(&app).await;
        assert_eq!((reply.status(), reply.header("ratelimit-policy")), (200, None));
    }
    assert_eq!(app.rows().await["user"], 25);
}

#[actix_web::test]
async fn a_limit_that_can_not_be_meant_is_refused() {
    for wrong in ["true", "0", "{ max = 0 }", "{ window = 0 }", "{ limit = 5 }", "\"off\""] {
        let line = format!("rateLimit = {wrong}");
        let report = config().limited().anonymous(&line).refused();
        assert!(report.contains(&line), "{report}");
    }
}

async fn returning_guests_behind_one_address_are_not_one_client() {
    let app = config().limited().start().await;
    let mut office = Vec::new();
    for _ in 0..10 {
        office.push(Person::of(&ask(&app).await));
    }
    for guest in &office {
        let reply = app.post(GUEST).peer(CLIENT).bearer(&guest.token).send().await;
        assert_eq!(Person::of(&reply).id, guest.id);
    }
    assert_limited(&ask(&app).await, 60);
}

async fn a_guest_who_asks_again_and_again_is_limited_by_its_session() {
    let app = config().limited().start().await;
    let guest = Person::of(&ask(&app).await);
    for peer in 0..10 {
        let reply = app.post(GUEST).peer(&format!("192.0.2.{peer}")).bearer(&guest.token);
        assert_eq!(reply.send().await.status(), 200);
    }
    let reply = app.post(GUEST).peer("192.0.2.200").bearer(&guest.token).send().await;
    assert_limited(&reply, 60);
}

/// The token of a session that has ended still has a right tag. With a count of its own, it would let
/// a client make ten more guests, and each of their tokens ten more.
async fn the_tokens_of_ended_sessions_give_nobody_more_guests() {
    let app = config().limited().start().await;
    let mut dead = Vec::new();
    for _ in 0..10 {
        let guest = Person::of(&ask(&app).await);
        app.post(SIGN_OUT).peer(CLIENT).bearer(&guest.token).send().await;
        dead.push(guest);
    }
    let before = everything(&app).await;
    for guest in &dead {
        let reply = app.post(GUEST).peer(CLIENT).bearer(&guest.token).send().await;
        assert_limited(&reply, 60);
    }
    assert_eq!(everything(&app).await, before);
}

async fn the_tokens_of_ended_sessions_give_nobody_more_accounts() {
    let app = config().limited().start().await;
    let mut dead = Vec::new();
    for peer in 0..4 {
        let reply = app.post(GUEST).peer(&format!("198.51.100.{peer}")).send().await;
        let guest = Person::of(&reply);
        app.post(SIGN_OUT).bearer(&guest.token).send().await;
        dead.push(guest);
    }
    let mut made = 0;
    for at in 0..16 {
        let body = account(&format!("user{at}@example.com"));
        let request = app.post(SIGN_UP).peer(CLIENT).bearer(&dead[at % 4].token).json(body);
        made += u32::from(request.send().await.status() == 200);
    }
    assert_eq!(made, 10);
}

async fn linking_is_ruled_by_the_limit_of_signing_up_for_each_client() {
    let app = config().limited().start().await;
    let mut guests = Vec::new();
    for peer in 0..11 {
        let reply = app.post(GUEST).peer(&format!("198.51.100.{peer}")).send().await;
        guests.push(Person::of(&reply));
    }
    for (at, guest) in guests.iter().enumerate() {
        let body = account(&format!("user{at}@example.com"));
        let reply = guest.post(&app, LINK, body).peer(CLIENT).send().await;
        if at < 10 {
            assert_eq!(reply.status(), 200, "{}", reply.text());
        } else {
            assert_eq!((reply.status(), reply.code().as_str()), (429, "RATE_LIMITED"));
        }
    }
    assert!(guests[10].is_guest(&app).await);
}

async fn linking_is_ruled_by_the_limit_of_signing_up_for_each_guest() {
    let app = config().limited().start().await;
    member(&app, "ann@example.com").await;
    let guest = guest(&app).await;
    for peer in 0..11 {
        let body = account("ann@example.com");
        let reply = guest.post(&app, LINK, body).peer(&format!("198.51.100.{peer}")).send().await;
        assert_eq!(reply.status(), if peer < 10 { 409 } else { 429 });
    }
}

async fn a_broken_form_of_linking_or_of_becoming_a_guest_gives_its_count_back() {
    let app = config().limited().start().await;
    let guest = guest(&app).await;
    for _ in 0..11 {
        let body = json!({ "email": "nobody", "password": "x" });
        assert_eq!(guest.post(&app, LINK, body).send().await.code(), "VALIDATION_ERROR");
        let reply = app.post(GUEST).json(json!({ "name": "A" })).send().await;
        assert_eq!(reply.code(), "VALIDATION_ERROR");
    }
    assert_eq!(guest.link(&app, "ann@example.com").await.status(), 200);
    assert_eq!(app.post(GUEST).send().await.status(), 200);
}

async fn l6_a_hundred_guests_behind_one_address_try_as_many_passwords_as_one_visitor() {
    let app = config().limited().start().await;
    member(&app, "ann@example.com").await;
    let mut guests = Vec::new();
    for at in 0..100 {
        let reply = app.post(GUEST).peer(&format!("198.51.100.{at}")).send().await;
        guests.push(Person::of(&reply));
    }
    let hashes = || app.nevr().plugin::<Auth>().unwrap().accounts().hasher().unwrap().started();
    let before = hashes();
    let body = json!({ "email": "ann@example.com", "password": "a wrong password" });
    for (at, guest) in guests.iter().cycle().take(1010).enumerate() {
        let reply = guest.post(&app, SIGN_IN, body.clone()).peer(CLIENT).send().await;
        assert_eq!(reply.status(), if at < 10 { 401 } else { 429 }, "{}", reply.text());
    }
    assert_eq!(hashes() - before, 10);
    app.clock().advance(Duration::from_secs(1));
    assert_eq!(guests[0].post(&app, SIGN_IN, body).send().await.status(), 401, "elsewhere");
}

nevr_core::testing::on_every_database!(
    l1_the_eleventh_guest_of_a_client_in_a_minute_is_refused,
    l1_a_refused_request_sends_no_statement,
    a_custom_limit_counts_a_bare_window_in_milliseconds,
    a_limit_keeps_the_default_of_what_it_does_not_say,
    a_limit_of_false_is_none,
    returning_guests_behind_one_address_are_not_one_client,
    a_guest_who_asks_again_and_again_is_limited_by_its_session,
    the_tokens_of_ended_sessions_give_nobody_more_guests,
    the_tokens_of_ended_sessions_give_nobody_more_accounts,
    linking_is_ruled_by_the_limit_of_signing_up_for_each_client,
    linking_is_ruled_by_the_limit_of_signing_up_for_each_guest,
    a_broken_form_of_linking_or_of_becoming_a_guest_gives_its_count_back,
    l6_a_hundred_guests_behind_one_address_try_as_many_passwords_as_one_visitor,
);
