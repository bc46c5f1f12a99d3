//! `POST /update-user`

use serde_json::{Value, json};

use super::fixture::{
    ANN, BOB, USER_MEMBERS, assert_refused, members, plain, post, session, sign_up, start,
};

async fn name_and_image_change_and_the_user_is_answered_as_it_is_now() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    let bob = sign_up(&app, BOB).await;
    app.clock().advance(std::time::Duration::from_millis(1500));
    let body = json!({ "name": "Ann B.", "image": "https://example.com/a.png" });
    let reply = post(&app, "/update-user", &ann.token, body).await;
    assert_eq!(reply.status(), 200, "{}", reply.text());
    let body = reply.json();
    assert_eq!(members(&body), ["status", "user"]);
    assert_eq!(body["status"], true);
    assert_eq!(members(&body["user"]), USER_MEMBERS);
    assert_eq!(body["user"]["name"], "Ann B.");
    assert_eq!(body["user"]["image"], "https://example.com/a.png");
    assert_eq!(body["user"]["updatedAt"], "2026-03-01T12:00:01.500Z");
    assert_eq!(session(&app, &ann.token).await["user"], body["user"]);
    assert_eq!(session(&app, &bob.token).await["user"]["name"], "Somebody");
}

async fn null_takes_the_image_away_and_leaves_the_name() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    post(&app, "/update-user", &ann.token, json!({ "image": "https://example.com/a.png" })).await;
    let reply = post(&app, "/update-user", &ann.token, json!({ "image": null })).await;
    assert_eq!(reply.json()["user"]["image"], Value::Null);
    assert_eq!(reply.json()["user"]["name"], "Somebody");
}

async fn an_empty_change_is_refused() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    for body in [json!({}), json!({ "name": null })] {
        assert_refused(
            &post(&app, "/update-user", &ann.token, body).await,
            400,
            "VALIDATION_ERROR",
        );
    }
    let reply = app.post("/api/auth/update-user").bearer(&ann.token).send().await;
    assert_refused(&reply, 400, "VALIDATION_ERROR");
}

async fn an_image_is_an_http_url_of_at_most_2048_characters() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    let long = format!("https://example.com/{}", "a".repeat(2029));
    for image in ["javascript:alert(1)", "data:text/html,x", "//example.com/a", "", &long] {
        let reply = post(&app, "/update-user", &ann.token, json!({ "image": image })).await;
        assert_refused(&reply, 400, "VALIDATION_ERROR");
        assert_eq!(reply.fields(), ["image"]);
    }
    let image = &long[..2048];
    let reply = post(&app, "/update-user", &ann.token, json!({ "image": image })).await;
    assert_eq!(reply.json()["user"]["image"], image);
}

nevr_core::testing::on_every_database!(
    name_and_image_change_and_the_user_is_answered_as_it_is_now,
    null_takes_the_image_away_and_leaves_the_name,
    an_empty_change_is_refused,
    an_image_is_an_http_url_of_at_most_2048_characters,
);
