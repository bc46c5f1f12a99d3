//! Every option does what its documentation says.

use nevr_core::store::WriteSet;
use nevr_schema::Record;
use serde_json::{Value, json};

use super::fixture::{
    ANN, BOB, PASSWORD, Person, account, assert_refused, config, is_live, limited, plain, post,
    session, sign_up, start, try_sign_in,
};

fn with_password(password: &str) -> Value {
    json!({ "name": "A", "email": ANN, "password": password })
}

async fn the_lengths_of_a_password_are_what_the_options_say_and_leave_the_rest_alone() {
    let app = start(&config("", "", "minPasswordLength = 12\nmaxPasswordLength = 20")).await;
    let up = async |password: &str| {
        app.post("/api/auth/sign-up/email").json(with_password(password)).send().await
    };
    for password in ["xq-vbw-9ztl", "xq-vbw-9ztl-xq-vbw-9zt"] {
        let reply = up(password).await;
        assert_refused(&reply, 400, "VALIDATION_ERROR");
        assert_eq!(reply.fields(), ["password"]);
    }
    let reply = up("xq-vbw-9ztlk").await;
    assert_eq!(reply.status(), 200, "{}", reply.text());
    assert!(reply.json()["token"].is_string(), "autoSignIn is what it was");
}

async fn a_password_of_an_older_shorter_policy_still_signs_in() {
    let app = start(&plain()).await;
    let body = with_password("xq-vbw-9");
    assert_eq!(app.post("/api/auth/sign-up/email").json(body).send().await.status(), 200);
    let app = app.restart(&config("", "", "minPasswordLength = 15")).await;
    assert_eq!(try_sign_in(&app, ANN, "xq-vbw-9").await.status(), 200);
}

async fn with_enabled_false_its_endpoints_are_not_there_and_sessions_are() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    let app = app.restart(&config("", "", "enabled = false")).await;
    for path in ["/sign-up/email", "/sign-in/email", "/change-password"] {
        let reply = post(&app, path, &ann.token, account(BOB)).await;
        assert_refused(&reply, 404, "NOT_FOUND");
    }
    assert!(is_live(&app, &ann.token).await);
    let reply = post(&app, "/delete-user", &ann.token, json!({})).await;
    assert_refused(&reply, 400, "INVALID_PASSWORD");
}

async fn endpoints_move_with_the_base_paths() {
    let app = start(&config("[server]\nbasePath = \"/v1\"", "basePath = \"/who\"", "")).await;
    let reply = app.post("/v1/who/sign-up/email").json(account(ANN)).send().await;
    assert_eq!(reply.status(), 200, "{}", reply.text());
    assert_eq!(app.get("/v1/auth/get-session").send().await.status(), 404);
    assert_eq!(app.get("/api/auth/get-session").send().await.status(), 404);
    assert_refused(&app.get("/v1/who/nothing").send().await, 404, "NOT_FOUND");
}

async fn session_options_say_how_long() {
    let app = start(&config(
        "",
        "session = { expiresIn = 600, updateAge = \"1m\", maxAge = \"1h\" }",
        "",
    ))
    .await;
    let ann = sign_up(&app, ANN).await;
    assert_eq!(session(&app, &ann.token).await["session"]["expiresAt"], "2026-03-01T12:10:00.000Z");
    app.clock().advance(std::time::Duration::from_mins(1));
    let reply = app.get("/api/auth/get-session").bearer(&ann.token).send().await;
    assert_eq!(reply.json()["session"]["expiresAt"], "2026-03-01T12:11:00.000Z");
}

const FIELDS: &str = r#"
[plugins.auth.user.additionalFields]
locale = { type = "string", optional = true, input = true }
plan = { type = "string", default = "free" }
score = { type = "int", default = 3, input = true }
settings = { type = "json", optional = true, input = true }
notes = { type = "text", optional = true, input = true, returned = false }
invitedBy = { type = "string", optional = true }
"#;

fn fields() -> String {
    format!("{}{FIELDS}", plain())
}

async fn additional_fields_are_set_returned_and_defaulted_as_they_are_declared() {
    let app = start(&fields()).await;
    let mut body = account(ANN);
    body["locale"] = json!("de");
    body["notes"] = json!("likes horses");
    body["settings"] = json!({ "id": "x", "dark": [true, null] });
    let reply = app.post("/api/auth/sign-up/email").json(body).send().await;
    let ann = Person::of(&reply);
    let user = &reply.json()["user"];
    assert_eq!(
        (&user["locale"], &user["plan"], &user["score"]),
        (&json!("de"), &json!("free"), &json!(3))
    );
    assert_eq!(user["settings"], json!({ "id": "x", "dark": [true, null] }));
    assert_eq!(user["invitedBy"], Value::Null);
    assert!(user.get("notes").is_none());
    let reply = post(&app, "/update-user", &ann.token, json!({ "locale": null, "score": 4 })).await;
    let user = &reply.json()["user"];
    assert_eq!(
        (&user["locale"], &user["score"], &user["plan"]),
        (&Value::Null, &json!(4), &json!("free"))
    );
    assert_eq!(&session(&app, &ann.token).await["user"], user);
}

async fn additional_fields_are_checked_against_their_types() {
    let app = start(&fields()).await;
    let mut body = account(ANN);
    body["locale"] = json!("x".repeat(256));
    body["score"] = json!(1.5);
    let reply = app.post("/api/auth/sign-up/email").json(body).send().await;
    assert_refused(&reply, 400, "VALIDATION_ERROR");
    assert_eq!(reply.fields(), ["locale", "score"]);
    let mut body = account(ANN);
    body["score"] = Value::Null;
    let reply = app.post("/api/auth/sign-up/email").json(body).send().await;
    assert_eq!(reply.fields(), ["score"], "it is not optional");
}

async fn a_value_that_another_user_has_in_a_unique_field_is_a_conflict() {
    let config = format!(
        "{}\n[plugins.auth.user.additionalFields]\n\
         handle = {{ type = \"string\", optional = true, unique = true, input = true }}\n",
        plain()
    );
    let app = start(&config).await;
    let errors = &app.nevr().openapi()["paths"]["/api/auth/update-user"]["post"]["responses"];
    assert!(errors["409"].is_object(), "the document says so: {errors}");
    let mut body = account(ANN);
    body["handle"] = json!("horse");
    assert_eq!(app.post("/api/auth/sign-up/email").json(body).send().await.status(), 200);
    let bob = sign_up(&app, BOB).await;
    let reply = post(&app, "/update-user", &bob.token, json!({ "handle": "horse" })).await;
    assert_refused(&reply, 409, "CONFLICT");
    let taken = json!([{ "field": "handle", "code": "TAKEN", "message": "is taken" }]);
    assert_eq!(reply.json()["error"]["details"], taken);
    let mut body = account("eve@example.com");
    body["handle"] = json!("horse");
    let reply = app.post("/api/auth/sign-up/email").json(body).send().await;
    assert_refused(&reply, 409, "CONFLICT");
    assert_eq!(reply.fields(), ["handle"]);
}

async fn a_reference_to_nothing_is_the_clients_mistake() {
    let config = format!(
        "{}\n[plugins.auth.user.additionalFields]\n\
         team = {{ belongsTo = \"team\", optional = true, input = true, onDelete = \"setNull\" }}\n\
         room = {{ belongsTo = \"team\", optional = true, input = true, onDelete = \"setNull\" }}\n\
         [entities.team]\nfields = {{ title = {{ type = \"string\", optional = true }} }}\n",
        plain()
    );
    let app = start(&config).await;
    let mut set = WriteSet::new();
    set.insert("team", Record::new().with("id", "red"));
    app.store().write(set).await.unwrap();
    let ann = sign_up(&app, ANN).await;
    let wrong = json!({ "teamId": "red", "roomId": "nothing" });
    let reply = post(&app, "/update-user", &ann.token, wrong.clone()).await;
    assert_refused(&reply, 400, "VALIDATION_ERROR");
    assert_eq!(reply.json()["error"]["details"][0]["code"], "UNKNOWN_REFERENCE");
    assert_eq!(reply.fields(), ["roomId"]);
    let mut body = account(BOB);
    body.as_object_mut().unwrap().extend(wrong.as_object().unwrap().clone());
    let reply = app.post("/api/auth/sign-up/email").json(body).send().await;
    assert_refused(&reply, 400, "VALIDATION_ERROR");
    assert_eq!(reply.fields(), ["roomId"]);
    let reply = post(&app, "/update-user", &ann.token, json!({ "teamId": "red" })).await;
    assert_eq!(reply.status(), 200, "{}", reply.text());
}

async fn limits_are_those_of_their_rule_and_false_is_none() {
    let limits = "rateLimit = { signIn = { window = 1000, max = 2 }, signUp = false }";
    let app = start(&limited(limits)).await;
    for at in 0..12 {
        sign_up(&app, &format!("ann{at}@example.com")).await;
    }
    for _ in 0..2 {
        assert_eq!(try_sign_in(&app, "ann0@example.com", PASSWORD).await.status(), 200);
    }
    assert_eq!(try_sign_in(&app, "ann0@example.com", PASSWORD).await.code(), "RATE_LIMITED");
    app.clock().advance(std::time::Duration::from_secs(1));
    assert_eq!(try_sign_in(&app, "ann0@example.com", PASSWORD).await.status(), 200);
}

async fn rate_limit_false_switches_all_of_auths_limits_off() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    for _ in 0..12 {
        assert_eq!(try_sign_in(&app, ANN, PASSWORD).await.status(), 200);
        let body = json!({ "password": "wrong one" });
        assert_eq!(post(&app, "/delete-user", &ann.token, body).await.status(), 400);
    }
}

nevr_core::testing::on_every_database!(
    the_lengths_of_a_password_are_what_the_options_say_and_leave_the_rest_alone,
    a_password_of_an_older_shorter_policy_still_signs_in,
    with_enabled_false_its_endpoints_are_not_there_and_sessions_are,
    endpoints_move_with_the_base_paths,
    session_options_say_how_long,
    additional_fields_are_set_returned_and_defaulted_as_they_are_declared,
    additional_fields_are_checked_against_their_types,
    a_value_that_another_user_has_in_a_unique_field_is_a_conflict,
    a_reference_to_nothing_is_the_clients_mistake,
    limits_are_those_of_their_rule_and_false_is_none,
    rate_limit_false_switches_all_of_auths_limits_off,
);
