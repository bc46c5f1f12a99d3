//! Changing the secret.

use std::time::Duration;

use nevr_core::testing::{TestApp, TestAppBuilder};

use super::fixture::{ANN, COOKIE, config, is_live, plugins, session, sign_in, sign_up};

const OLD: &str = "oB7!xM2@wQ9#zK4$vR6%yT1^uP3&sL8*";
const NEW: &str = "nC5@hJ8#gF1!dS6%aW3$eZ9^rX2&tY7*";
const DAY: Duration = Duration::from_hours(24);

fn secrets(list: &str) -> String {
    config("", &format!("secret = {list}"), "")
}

fn builder() -> TestAppBuilder {
    TestApp::builder(plugins()).variable("OLD", OLD).variable("NEW", NEW)
}

/// A second node on the same database.
async fn node(first: &TestApp, list: &str) -> TestApp {
    first.another_node().config(secrets(list)).start().await
}

async fn t9_the_new_secret_in_front_signs_nobody_out() {
    let app = builder().config(secrets(r#""${OLD}""#)).start().await;
    let ann = sign_up(&app, ANN).await;
    let app = app.restart(&secrets(r#"["${NEW}", "${OLD}"]"#)).await;
    assert!(is_live(&app, &ann.token).await);
    let newer = sign_in(&app, ANN).await;
    // Rolled back for a while, the new secret stays in the list.
    let app = app.restart(&secrets(r#"["${OLD}", "${NEW}"]"#)).await;
    assert!(is_live(&app, &ann.token).await && is_live(&app, &newer.token).await);
}

async fn t9_nodes_that_learn_the_new_secret_one_after_another_sign_nobody_out() {
    let one = builder().config(secrets(r#""${OLD}""#)).start().await;
    let ann = sign_up(&one, ANN).await;
    // First every node learns it, then every node signs with it: in between, both kinds serve.
    for (first, second) in [
        (r#"["${OLD}", "${NEW}"]"#, r#""${OLD}""#),
        (r#"["${OLD}", "${NEW}"]"#, r#"["${NEW}", "${OLD}"]"#),
    ] {
        let (a, b) = (node(&one, first).await, node(&one, second).await);
        for (signs, reads) in [(&a, &b), (&b, &a)] {
            let token = sign_in(signs, ANN).await.token;
            assert!(is_live(reads, &token).await, "{first} and {second}");
            assert!(is_live(reads, &ann.token).await);
        }
    }
}

async fn t9_a_session_in_use_outlives_the_old_secret() {
    let app = builder().config(secrets(r#""${OLD}""#)).start().await;
    let (by_cookie, by_bearer) = (sign_up(&app, ANN).await, sign_in(&app, ANN).await);
    let app = app.restart(&secrets(r#"["${NEW}", "${OLD}"]"#)).await;
    app.clock().advance(DAY);
    let cookie = app.get("/api/auth/get-session").cookie(COOKIE, &by_cookie.token).send().await;
    let cookie = cookie.set_cookie(COOKIE).unwrap().value;
    let bearer = app.get("/api/auth/get-session").bearer(&by_bearer.token).send().await;
    let bearer = bearer.header("x-nevr-token").unwrap().to_owned();
    assert!(cookie != by_cookie.token && bearer != by_bearer.token);
    let app = app.restart(&secrets(r#""${NEW}""#)).await;
    assert!(is_live(&app, &cookie).await && is_live(&app, &bearer).await);
    // What the dropped secret signed is a forgery now.
    assert!(!is_live(&app, &by_cookie.token).await && !is_live(&app, &by_bearer.token).await);
}

async fn t9_dropped_after_max_age_the_old_secret_signs_nobody_out() {
    let app = builder().config(secrets(r#""${OLD}""#)).start().await;
    let mut token = sign_up(&app, ANN).await.token;
    let app = app.restart(&secrets(r#"["${NEW}", "${OLD}"]"#)).await;
    for _ in 0..89 {
        app.clock().advance(DAY);
        let reply = app.get("/api/auth/get-session").bearer(&token).send().await;
        assert!(!reply.json().is_null());
        if let Some(again) = reply.header("x-nevr-token") {
            again.clone_into(&mut token);
        }
    }
    let app = app.restart(&secrets(r#""${NEW}""#)).await;
    assert_eq!(session(&app, &token).await["user"]["email"], ANN);
}

nevr_core::testing::on_every_database!(
    t9_the_new_secret_in_front_signs_nobody_out,
    t9_nodes_that_learn_the_new_secret_one_after_another_sign_nobody_out,
    t9_a_session_in_use_outlives_the_old_secret,
    t9_dropped_after_max_age_the_old_secret_signs_nobody_out,
);
