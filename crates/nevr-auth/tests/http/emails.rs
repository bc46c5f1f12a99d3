//! E-mail addresses: one spelling, one account.

use futures_util::future::join_all;
use serde_json::json;

use super::fixture::{
    ANN, PASSWORD, account, assert_refused, plain, post, session, sign_up, start, try_sign_in,
    visit, with_visitors,
};

async fn p5_case_and_white_space_make_no_other_address() {
    let app = start(&plain()).await;
    sign_up(&app, "Ann@Example.COM").await;
    for email in ["ann@example.com", "ANN@EXAMPLE.COM", " ann@example.com "] {
        let reply = app.post("/api/auth/sign-up/email").json(account(email)).send().await;
        assert_refused(&reply, 409, "USER_ALREADY_EXISTS");
        assert_eq!(try_sign_in(&app, email, PASSWORD).await.status(), 200, "{email}");
    }
}

async fn p5_look_alikes_are_refused_and_never_equal_an_address() {
    let app = start(&plain()).await;
    sign_up(&app, "kate@example.com").await;
    for email in [
        "\u{212a}ate@example.com",
        "\u{ff4b}ate@example.com",
        "\u{43a}ate@example.com",
        "kate@ex\u{430}mple.com",
        "kate@example\u{3002}com",
        "kate@\u{ff45}xample.com",
        "kate@example.com.",
        "kate@example.com\u{0}",
        "kate@example.com\n",
        "kate@example.com,eve@example.com",
        "<kate@example.com>",
        "Kate <kate@example.com>",
        "kate@@example.com",
        "kate@xn--example.com",
    ] {
        let reply = app.post("/api/auth/sign-up/email").json(account(email)).send().await;
        assert_refused(&reply, 400, "VALIDATION_ERROR");
        assert!(!reply.text().contains(email), "the value is not repeated");
        assert_eq!(try_sign_in(&app, email, PASSWORD).await.status(), 400, "{email:?}");
    }
    assert_eq!(app.rows().await["user"], 1);
}

async fn p5_dots_and_tags_make_another_address() {
    let app = start(&plain()).await;
    for email in ["ann.b@example.com", "annb@example.com", "annb+shop@example.com"] {
        sign_up(&app, email).await;
    }
    assert_eq!(app.rows().await["user"], 3);
}

async fn p5_of_many_who_want_one_address_at_once_one_gets_it() {
    let app = start(&plain()).await;
    let spellings = ["ann@example.com", "ANN@example.com", "Ann@Example.com", "anN@example.COM"];
    let request = |(at, email): (usize, &&str)| {
        app.post("/api/auth/sign-up/email")
            .peer(&format!("192.0.2.{at}"))
            .json(account(email))
            .send()
    };
    let replies = join_all(spellings.iter().enumerate().map(request)).await;
    let mut statuses: Vec<u16> =
        replies.iter().map(nevr_core::testing::TestReply::status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409, 409, 409]);
    let rows = app.rows().await;
    assert_eq!((rows["user"], rows["account"], rows["session"]), (1, 1, 1));
}

async fn p8_signing_up_verifies_no_address() {
    let app = start(&with_visitors()).await;
    let visitor = visit(&app).await;
    app.execute(r#"UPDATE "user" SET "emailVerified" = TRUE"#).await;
    let reply = post(&app, "/sign-up/email", &visitor.token, account(ANN)).await;
    assert_eq!(reply.json()["user"]["emailVerified"], false);
    let token = reply.json()["token"].as_str().unwrap().to_owned();
    assert_eq!(session(&app, &token).await["user"]["emailVerified"], json!(false));
}

nevr_core::testing::on_every_database!(
    p5_case_and_white_space_make_no_other_address,
    p5_look_alikes_are_refused_and_never_equal_an_address,
    p5_dots_and_tags_make_another_address,
    p5_of_many_who_want_one_address_at_once_one_gets_it,
    p8_signing_up_verifies_no_address,
);
