//! What a body can't set, on any endpoint, at any depth.

use nevr_core::testing::{TestApp, TestReply};
use serde_json::{Value, json};

use crate::fixture::{
    GUEST, LINK, PASSWORD, Person, SIGN_IN, SIGN_UP, account, config, credentials, everything,
    guest, member,
};

const FIELDS: &str = r#"
[plugins.auth.user.additionalFields]
role = { type = "string", optional = true }
credit = { type = "int", default = 0 }
locale = { type = "string", optional = true, input = true }
settings = { type = "json", optional = true, input = true }
"#;

/// Every member that belongs to the server, with a value that would do harm.
fn forbidden() -> Vec<(&'static str, Value)> {
    vec![
        ("id", json!("root")),
        ("userId", json!("root")),
        ("isAnonymous", json!(false)),
        ("isAnonymous", json!(true)),
        ("isAnonymous", Value::Null),
        ("anonymousId", json!("anon_somebody")),
        ("emailVerified", json!(true)),
        ("createdAt", json!("2020-01-01T00:00:00.000Z")),
        ("updatedAt", json!("2020-01-01T00:00:00.000Z")),
        ("role", json!("admin")),
        ("credit", json!(1_000_000)),
        ("policy", json!("default")),
        ("expiresAt", json!("2999-01-01T00:00:00.000Z")),
        ("accountId", json!("root")),
        ("providerId", json!("credential")),
        ("tokenHash", json!("0")),
        ("is_anonymous", json!(false)),
        ("IsAnonymous", json!(false)),
        ("emailverified", json!(true)),
        ("__proto__", json!({ "isAnonymous": false })),
        ("user", json!({ "id": "root", "isAnonymous": false, "emailVerified": true })),
        ("data", json!({ "user": { "isAnonymous": false } })),
    ]
}

/// Every endpoint that takes a body, with one that it takes.
fn endpoints() -> Vec<(&'static str, Value)> {
    vec![
        (GUEST, json!({})),
        (LINK, account("a@example.com")),
        (SIGN_UP, account("a@example.com")),
        (SIGN_IN, credentials("member@example.com")),
        ("/api/auth/update-user", json!({ "name": "Ann" })),
        ("/api/auth/delete-user", json!({ "password": PASSWORD })),
        ("/api/auth/revoke-session", json!({ "id": "s" })),
        (
            "/api/auth/change-password",
            json!({ "currentPassword": PASSWORD, "newPassword": "another password 1" }),
        ),
    ]
}

fn assert_names(reply: &TestReply, member: &str, path: &str) {
    let answer = (reply.status(), reply.code());
    assert_eq!(answer, (400, "VALIDATION_ERROR".to_owned()), "{path} took `{member}`");
    assert!(reply.fields().iter().any(|field| field == member), "{path}: {}", reply.text());
}

/// The user who may call the endpoint: only a full account may change its password.
fn caller<'p>(path: &str, guest: &'p Person, member: &'p Person) -> &'p Person {
    if path.ends_with("change-password") { member } else { guest }
}

async fn g4_no_body_sets_what_belongs_to_the_server() {
    let app = config().with(FIELDS).start().await;
    let (guest, member) = (guest(&app).await, member(&app, "member@example.com").await);
    let before = everything(&app).await;
    for (path, body) in endpoints() {
        for (name, value) in forbidden() {
            if body.get(name).is_some() {
                continue;
            }
            let mut body = body.clone();
            body[name] = value;
            let reply = caller(path, &guest, &member).post(&app, path, body).send().await;
            assert_names(&reply, name, path);
        }
    }
    assert_eq!(everything(&app).await, before);
}

/// A body that an endpoint does not read can't change anything.
async fn g4_endpoints_without_a_body_read_none() {
    let app = config().with(FIELDS).start().await;
    let (one, two) = (guest(&app).await, guest(&app).await);
    let body = json!({ "id": two.id, "userId": two.id, "isAnonymous": false });
    for path in ["/api/auth/revoke-other-sessions", "/api/auth/revoke-sessions"] {
        one.post(&app, path, body.clone()).send().await;
    }
    assert!(two.is_guest(&app).await);
    two.post(&app, "/api/auth/sign-out", body).send().await;
    let guests = r#"UPDATE "user" SET "name" = 'Guest' WHERE "isAnonymous" = TRUE"#;
    assert_eq!(app.execute(guests).await, 2);
}

async fn g4_what_clients_may_set_is_set_and_what_is_inside_it_stays_inside() {
    let app = config().with(FIELDS).start().await;
    for path in [LINK, SIGN_UP] {
        let guest = guest(&app).await;
        let mut body = account(&format!("{}@example.com", guest.id));
        body["locale"] = json!("de");
        body["settings"] = json!({ "id": "root", "isAnonymous": true, "emailVerified": true,
            "role": "admin", "__proto__": { "credit": 9 } });
        let reply = guest.post(&app, path, body.clone()).send().await;
        assert_eq!(reply.status(), 200, "{}", reply.text());
        let user = Person::of(&reply).session(&app).await["user"].clone();
        assert_eq!(user["id"], guest.id.as_str());
        assert_eq!(user["isAnonymous"], false);
        assert_eq!(user["emailVerified"], false);
        assert_eq!(user["role"], Value::Null);
        assert_eq!(user["credit"], 0);
        assert_eq!((&user["locale"], &user["settings"]), (&body["locale"], &body["settings"]));
    }
}

async fn raw(app: &TestApp, guest: &Person, path: &str, body: &str) -> TestReply {
    let request = app.post(path).bearer(&guest.token).raw_body(body.to_owned());
    request.content_type("application/json").send().await
}

async fn g4_the_last_of_two_members_of_a_name_does_not_win() {
    let app = config().with(FIELDS).start().await;
    let guest = guest(&app).await;
    let before = everything(&app).await;
    let bodies = [
        r#"{"email":"a@example.com","email":"b@example.com","password":"securepassword123"}"#,
        r#"{"email":"a@example.com","password":"securepassword123","\u0065mail":"b@example.com"}"#,
        r#"{"email":"a@example.com","password":"securepassword123","locale":"de","locale":"fr"}"#,
        r#"{"email":"a@example.com","password":"securepassword123","isAnonym\u006fus":true}"#,
        r#"{"email":["a@example.com"],"password":"securepassword123"}"#,
        r#"{"email":{"$ne":null},"password":"securepassword123"}"#,
        r#"{"email":"a@example.com","password":"securepassword123"} {}"#,
    ];
    for body in bodies {
        let reply = raw(&app, &guest, LINK, body).await;
        assert_eq!((reply.status(), reply.code().as_str()), (400, "VALIDATION_ERROR"), "{body}");
    }
    assert_eq!(everything(&app).await, before);
}

async fn g4_a_form_or_a_text_links_nobody() {
    let app = config().start().await;
    let guest = guest(&app).await;
    let form = "email=a%40example.com&password=securepassword123";
    for kind in ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"] {
        let request = app.post(LINK).bearer(&guest.token).raw_body(form).content_type(kind);
        let reply = request.send().await;
        assert_eq!((reply.status(), reply.code().as_str()), (415, "UNSUPPORTED_MEDIA_TYPE"));
    }
    assert!(guest.is_guest(&app).await);
}

#[actix_web::test]
async fn g4_the_config_can_not_open_what_belongs_to_the_plugin() {
    for field in ["isAnonymous", "anonymousId", "emailVerified", "id", "createdAt"] {
        let table = format!(
            "[plugins.auth.user.additionalFields]\n{field} = {{ type = \"string\", optional = true, input = true }}"
        );
        let report = config().with(&table).refused();
        assert!(report.contains(field), "{report}");
    }
}

nevr_core::testing::on_every_database!(
    g4_no_body_sets_what_belongs_to_the_server,
    g4_endpoints_without_a_body_read_none,
    g4_what_clients_may_set_is_set_and_what_is_inside_it_stays_inside,
    g4_the_last_of_two_members_of_a_name_does_not_win,
    g4_a_form_or_a_text_links_nobody,
);
