//! What a body may not set.

use serde_json::{Value, json};

use super::fixture::{
    ANN, BOB, PASSWORD, Person, account, assert_refused, plain, post, session, sign_up, start,
    with_visitors,
};

const CONFIG: &str = r#"
[plugins.auth.user.additionalFields]
locale = { type = "string", optional = true, input = true }
role = { type = "string", default = "customer" }
[plugins.auth.plugins.visitor]
"#;

/// Members that no body may have, with values that fit their columns.
fn forbidden() -> Vec<(&'static str, Value)> {
    vec![
        ("id", json!("chosen")),
        ("emailVerified", json!(true)),
        ("role", json!("admin")),
        ("isVisitor", json!(false)),
        ("createdAt", json!("2020-01-01T00:00:00.000Z")),
        ("updatedAt", json!("2020-01-01T00:00:00.000Z")),
        ("userId", json!("chosen")),
        ("Role", json!("admin")),
        ("user", json!({ "role": "admin", "id": "chosen" })),
        ("additionalFields", json!({ "role": "admin" })),
        ("$set", json!({ "role": "admin" })),
        ("__proto__", json!({ "role": "admin" })),
        ("user.role", json!("admin")),
    ]
}

async fn g4_no_body_sets_a_field_that_is_not_input_at_any_depth() {
    let app = start(&format!("{}{CONFIG}", plain())).await;
    let ann = sign_up(&app, ANN).await;
    let before = session(&app, &ann.token).await["user"].clone();
    let sign_in = json!({ "email": ANN, "password": PASSWORD });
    let change = json!({ "currentPassword": PASSWORD, "newPassword": "another horse battery" });
    for (member, value) in forbidden() {
        for (path, body) in [
            ("/sign-up/email", account(BOB)),
            ("/update-user", json!({ "name": "Changed" })),
            ("/sign-in/email", sign_in.clone()),
            ("/change-password", change.clone()),
            ("/delete-user", json!({ "password": PASSWORD })),
            ("/revoke-session", json!({ "id": "x" })),
        ] {
            if path == "/revoke-session" && member == "id" {
                continue;
            }
            let mut body = body;
            body[member] = value.clone();
            let reply = post(&app, path, &ann.token, body).await;
            assert_refused(&reply, 400, "VALIDATION_ERROR");
            assert_eq!(reply.json()["error"]["details"][0]["code"], "UNKNOWN_MEMBER", "{path}");
            assert!(!reply.text().contains("admin"), "the value is not repeated");
        }
    }
    assert_eq!(session(&app, &ann.token).await["user"], before);
    assert_eq!(app.rows().await["user"], 1);
}

async fn g4_a_field_is_set_neither_inside_another_nor_by_a_second_member_of_its_name() {
    let app = start(&format!("{}{CONFIG}", plain())).await;
    let ann = sign_up(&app, ANN).await;
    let reply =
        post(&app, "/update-user", &ann.token, json!({ "locale": { "role": "admin" } })).await;
    assert_refused(&reply, 400, "VALIDATION_ERROR");
    assert_eq!(reply.fields(), ["locale"]);
    for twice in
        [r#"{"name": "Eve", "name": "Mallory"}"#, r#"{"name": "Eve", "\u006eame": "Mallory"}"#]
    {
        let request = app.post("/api/auth/update-user").bearer(&ann.token);
        let reply = request.content_type("application/json").raw_body(twice).send().await;
        assert_refused(&reply, 400, "VALIDATION_ERROR");
        assert_eq!(reply.json()["error"]["details"][0]["code"], "DUPLICATE_MEMBER");
    }
    assert_eq!(session(&app, &ann.token).await["user"]["name"], "Somebody");
}

async fn g4_the_email_is_not_changed_by_updating_the_user() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    for body in [json!({ "email": BOB }), json!({ "name": "A", "password": "x" })] {
        assert_refused(
            &post(&app, "/update-user", &ann.token, body).await,
            400,
            "VALIDATION_ERROR",
        );
    }
    assert_eq!(session(&app, &ann.token).await["user"]["email"], ANN);
}

async fn a_form_of_a_foreign_page_reaches_nothing() {
    let app = start(&with_visitors()).await;
    for kind in
        ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"]
    {
        let body = serde_json::to_vec(&account(ANN)).unwrap();
        let request = app.post("/api/auth/sign-up/email").content_type(kind).raw_body(body);
        assert_refused(&request.send().await, 415, "UNSUPPORTED_MEDIA_TYPE");
    }
    let request = app.post("/api/auth/sign-up/email").origin("https://evil.test");
    assert_refused(&request.json(account(ANN)).send().await, 403, "INVALID_ORIGIN");
    assert_eq!(app.rows().await["user"], 0);
}

async fn text_that_no_database_takes_is_refused_by_name() {
    let app = start(&plain()).await;
    for (body, field) in [
        (r#"{"name": "a\u0000b", "email": "a@b.example", "password": "xxxxxxxx"}"#, "name"),
        (r#"{"name": "\ud800", "email": "a@b.example", "password": "xxxxxxxx"}"#, "name"),
    ] {
        let request = app.post("/api/auth/sign-up/email").content_type("application/json");
        let reply = request.raw_body(body).send().await;
        assert_refused(&reply, 400, "VALIDATION_ERROR");
        assert_eq!(reply.fields(), [field]);
    }
}

async fn a_hostile_user_agent_is_kept_without_its_teeth() {
    let app = start(&plain()).await;
    let agent = [b"a\xff\xfe<script>".as_slice(), "x".repeat(8000).as_bytes()].concat();
    let request = app.post("/api/auth/sign-up/email").header("user-agent", agent);
    let ann = Person::of(&request.json(account(ANN)).send().await);
    let kept = session(&app, &ann.token).await["session"]["userAgent"].clone();
    assert_eq!(kept.as_str().unwrap().chars().count(), 512);
}

nevr_core::testing::on_every_database!(
    g4_no_body_sets_a_field_that_is_not_input_at_any_depth,
    g4_a_field_is_set_neither_inside_another_nor_by_a_second_member_of_its_name,
    g4_the_email_is_not_changed_by_updating_the_user,
    a_form_of_a_foreign_page_reaches_nothing,
    text_that_no_database_takes_is_refused_by_name,
    a_hostile_user_agent_is_kept_without_its_teeth,
);
