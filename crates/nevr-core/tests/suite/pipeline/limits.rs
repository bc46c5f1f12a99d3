//! Limits as requests meet them (L1, L2, L5).

use std::time::Duration;

use futures_util::future::join_all;

use crate::pipeline::lab::{self, MAX, reached, token};

async fn l1_the_request_over_the_limit_is_refused_before_any_statement() {
    let app = lab::start().await;
    app.take_database_away().await;
    let mine = || app.post("/api/lab/limited").bearer(&token("u", 1));
    for left in (0..MAX).rev() {
        let reply = mine().send().await;
        assert_eq!(reply.status(), 200);
        let field = format!("\"lab.limited\";r={left};t=60");
        assert_eq!(reply.header("ratelimit"), Some(field.as_str()));
        assert_eq!(reply.header("ratelimit-policy"), Some("\"lab.limited\";q=5;w=60"));
    }
    app.clock().advance(Duration::from_millis(18_500));
    let reply = mine().send().await;
    assert_eq!((reply.status(), reply.code().as_str()), (429, "RATE_LIMITED"));
    assert_eq!(reply.header("retry-after"), Some("42"));
    assert_eq!(reply.header("ratelimit"), Some("\"lab.limited\";r=0;t=42"));
    assert_eq!(reached(&app), MAX);
    app.clock().advance(Duration::from_millis(41_500));
    assert_eq!(mine().send().await.status(), 200);
}

#[actix_web::test]
async fn l1_requests_at_once_never_get_more_than_the_limit() {
    let app = lab::start().await;
    join_all((0..20).map(|_| app.post("/api/lab/limited").send())).await;
    assert_eq!(reached(&app), MAX);
}

#[actix_web::test]
async fn l1_a_refused_body_is_not_read() {
    let app = lab::start().await;
    for _ in 0..MAX {
        app.post("/api/lab/limited").send().await;
    }
    let unread = futures_util::stream::poll_fn(|_| panic!("the body is read"));
    assert_eq!(app.post("/api/lab/limited").chunked_body(unread).send().await.status(), 429);
}

#[actix_web::test]
async fn l2_forged_forwarded_headers_of_an_untrusted_peer_change_nothing() {
    let app = lab::start().await;
    for at in 0..3 * MAX {
        let client = format!("203.0.113.{at}");
        app.post("/api/lab/limited")
            .header("x-forwarded-for", &client)
            .header("forwarded", format!("for={client}"))
            .header("x-real-ip", &client)
            .send()
            .await;
    }
    assert_eq!(reached(&app), MAX);
    assert_eq!(app.logs().matches("a forwarded header came from a peer").count(), 1);
}

#[actix_web::test]
async fn l2_behind_a_trusted_proxy_each_client_is_counted_by_itself() {
    let app = lab::start_with("trustedProxies = [\"10.0.0.0/8\"]").await;
    let through = |client: &str| {
        app.post("/api/lab/limited").peer("10.0.0.1").header("x-forwarded-for", client)
    };
    for _ in 0..MAX {
        assert_eq!(through("203.0.113.1").send().await.status(), 200);
    }
    let forged = through("198.51.100.7, 203.0.113.1").header("forwarded", "for=198.51.100.8");
    assert_eq!(
        forged.send().await.status(),
        429,
        "what the client itself has put there is nothing"
    );
    assert_eq!(through("203.0.113.2").send().await.status(), 200);
    assert_eq!(through("::ffff:203.0.113.1").send().await.status(), 429);
}

#[actix_web::test]
async fn l5_the_wall_clock_frees_and_locks_nobody() {
    let app = lab::start().await;
    let day = Duration::from_hours(24);
    for _ in 0..MAX {
        app.post("/api/lab/limited").send().await;
    }
    app.clock().set_wall_forward(day * 365);
    assert_eq!(app.post("/api/lab/limited").send().await.status(), 429);
    app.clock().set_wall_back(day * 366);
    assert_eq!(app.post("/api/lab/limited").send().await.header("retry-after"), Some("60"));
    app.clock().advance(Duration::from_mins(1));
    assert_eq!(app.post("/api/lab/limited").send().await.status(), 200);
}

#[actix_web::test]
async fn an_office_of_people_who_are_signed_in_is_not_one_client() {
    let app = lab::start().await;
    for session in 0..20 {
        for _ in 0..MAX {
            let reply = app.post("/api/lab/limited").bearer(&token("u", session)).send().await;
            assert_eq!(reply.status(), 200);
        }
        let reply = app.post("/api/lab/limited").bearer(&token("u", session)).send().await;
        assert_eq!(reply.status(), 429);
    }
    assert_eq!(
        app.post("/api/lab/limited").send().await.status(),
        200,
        "nor does it use up others"
    );
}

#[actix_web::test]
async fn sessions_in_any_number_do_not_lift_the_limit_of_their_client() {
    let app = lab::start().await;
    for session in 0..=u8::MAX {
        for _ in 0..MAX {
            app.post("/api/lab/limited").bearer(&token("u", session)).send().await;
        }
    }
    assert_eq!(reached(&app), 100 * MAX);
    let elsewhere = app.post("/api/lab/limited").peer("192.0.2.9").bearer(&token("u", 250));
    assert_eq!(elsewhere.send().await.status(), 200);
}

#[actix_web::test]
async fn l6_where_a_credential_is_tried_only_an_account_has_a_count_of_its_own() {
    let app = lab::start().await;
    let body = serde_json::json!({ "text": "a" });
    let guess = |token: &str| app.post("/api/lab/guess").bearer(token).json(&body);
    for at in 0..20 {
        let reply = guess(&token("guest", at)).send().await;
        assert_eq!(reply.status(), if u32::from(at) < MAX { 200 } else { 429 });
        // One header, of the tighter count.
        assert_eq!(reply.headers("ratelimit").len(), 1);
    }
    assert_eq!(app.post("/api/lab/guess").json(&body).send().await.status(), 429);
    assert_eq!(guess(&token("anna", 20)).send().await.status(), 200);
    assert_eq!(guess(&token("guest", 21)).peer("192.0.2.9").send().await.status(), 200);
    // An endpoint that never looks sessions up counts the address.
    for at in 0..20 {
        let reply = app.post("/api/lab/blind").bearer(&token("anna", at)).send().await;
        assert_eq!(reply.status(), if u32::from(at) < MAX { 200 } else { 429 });
    }
}

#[actix_web::test]
async fn what_is_invalid_before_any_work_gives_its_count_back_up_to_five_times_the_maximum() {
    let app = lab::start().await;
    let guess = |body: &str| {
        app.post("/api/lab/guess").content_type("application/json").raw_body(body.to_owned())
    };
    let huge = || futures_util::stream::iter(["x".repeat(20_000).into()]);
    for _ in 0..MAX {
        for (reply, status) in [
            (guess("{").send().await, 400),
            (guess(r#"{ "text": 1 }"#).send().await, 400),
            (guess("{}").send().await, 400),
            (app.post("/api/lab/guess").raw_body("{}").send().await, 415),
            (app.post("/api/lab/guess").chunked_body(huge()).send().await, 413),
        ] {
            assert_eq!(reply.status(), status, "{}", reply.text());
            assert_eq!(reply.headers("ratelimit"), ["\"lab.guess\";r=5;t=0"]);
        }
    }
    // The window has given back all that it may: from here on they count.
    assert_eq!(guess(r#"{ "text": "a" }"#).send().await.status(), 200);
    for left in (1..MAX).rev() {
        let reply = guess("{").send().await;
        assert_eq!(reply.status(), 400);
        let field = format!("\"lab.guess\";r={};t=60", left - 1);
        assert_eq!(reply.header("ratelimit"), Some(field.as_str()));
    }
    assert_eq!(guess("{").send().await.status(), 429);
    assert_eq!(guess(r#"{ "text": "a" }"#).send().await.status(), 429);
    app.clock().advance(Duration::from_mins(2));
    for _ in 0..5 * MAX {
        assert_eq!(guess("{").send().await.status(), 400);
    }
    assert_eq!(guess(r#"{ "text": "a" }"#).send().await.status(), 200);
}

#[actix_web::test]
async fn a_limit_per_user_follows_the_user_over_sessions_and_addresses() {
    let app = lab::start().await;
    let body = serde_json::json!({ "text": "a" });
    for at in 0..MAX {
        let session = u8::try_from(at).unwrap();
        let request = app.post("/api/lab/mine").peer(&format!("192.0.2.{at}"));
        let reply = request.bearer(&token("anna", session)).json(&body).send().await;
        assert_eq!(reply.status(), 200);
    }
    let again = app.post("/api/lab/mine").bearer(&token("anna", 99)).json(&body);
    assert_eq!(again.send().await.status(), 429);
    let other = app.post("/api/lab/mine").bearer(&token("bert", 99)).json(&body);
    assert_eq!(other.send().await.status(), 200);
}

nevr_core::testing::on_every_database!(
    l1_the_request_over_the_limit_is_refused_before_any_statement,
);
