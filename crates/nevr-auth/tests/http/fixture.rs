//! Configs, apps and users for the tests.

use nevr_auth::Auth;
use nevr_core::{
    plugin::Registry,
    testing::{TestApp, TestReply},
};
use serde_json::{Value, json};

use super::visitor::Visitor;

pub(crate) const COOKIE: &str = "nevr.session_token";
pub(crate) const PASSWORD: &str = "correct horse battery";
pub(crate) const ANN: &str = "ann@example.com";
pub(crate) const BOB: &str = "bob@example.com";
/// The default `expiresIn`, seven days, in seconds.
pub(crate) const WEEK: i64 = 7 * 24 * 3600;

/// A config without limits and with hashes that cost next to nothing. `auth` and `email` are more
/// options of `[plugins.auth]` and of its `emailAndPassword`.
pub(crate) fn config(top: &str, auth: &str, email: &str) -> String {
    format!(
        "{top}\n[plugins.auth]\nrateLimit = false\n{auth}\n[plugins.auth.emailAndPassword]\n\
         hash = {{ memory = \"64KiB\", iterations = 1 }}\n{email}\n"
    )
}

pub(crate) fn plain() -> String {
    config("", "", "")
}

/// The plain config with limits.
pub(crate) fn limited(auth: &str) -> String {
    config("", auth, "").replace("rateLimit = false\n", "")
}

/// The plain config with the made-up plugin of visitors, who have no password.
pub(crate) fn with_visitors() -> String {
    format!("{}\n[plugins.auth.plugins.visitor]\n", plain())
}

pub(crate) fn plugins() -> Registry {
    Registry::new().with::<Auth>().with::<Visitor>()
}

pub(crate) async fn start(config: &str) -> TestApp {
    TestApp::start(plugins(), config).await
}

/// A user with an account and a session.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) token: String,
}

impl Person {
    pub(crate) fn of(reply: &TestReply) -> Self {
        assert_eq!(reply.status(), 200, "{}", reply.text());
        let body = reply.json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Self { id: text(&body["user"]["id"]), token: text(&body["token"]) }
    }
}

pub(crate) fn account(email: &str) -> Value {
    json!({ "name": "Somebody", "email": email, "password": PASSWORD })
}

pub(crate) async fn sign_up(app: &TestApp, email: &str) -> Person {
    Person::of(&app.post("/api/auth/sign-up/email").json(account(email)).send().await)
}

pub(crate) async fn try_sign_in(app: &TestApp, email: &str, password: &str) -> TestReply {
    let body = json!({ "email": email, "password": password });
    app.post("/api/auth/sign-in/email").json(body).send().await
}

pub(crate) async fn sign_in(app: &TestApp, email: &str) -> Person {
    Person::of(&try_sign_in(app, email, PASSWORD).await)
}

pub(crate) async fn visit(app: &TestApp) -> Person {
    Person::of(&app.post("/api/auth/sign-in/visitor").send().await)
}

/// What get-session answers for a bearer token, without extending its session.
pub(crate) async fn session(app: &TestApp, token: &str) -> Value {
    let reply = app.get("/api/auth/get-session?refresh=false").bearer(token).send().await;
    assert_eq!(reply.status(), 200, "{}", reply.text());
    reply.json()
}

pub(crate) async fn is_live(app: &TestApp, token: &str) -> bool {
    !session(app, token).await.is_null()
}

pub(crate) async fn post(app: &TestApp, path: &str, token: &str, body: Value) -> TestReply {
    app.post(&format!("/api/auth{path}")).bearer(token).json(body).send().await
}

pub(crate) async fn get(app: &TestApp, path: &str, token: &str) -> TestReply {
    app.get(&format!("/api/auth{path}")).bearer(token).send().await
}

/// The number of passwords that were hashed or compared since the start.
pub(crate) fn hashes(app: &TestApp) -> u64 {
    app.nevr().plugin::<Auth>().unwrap().accounts().hasher().unwrap().started()
}

/// The work of hashing since the start.
pub(crate) fn work(app: &TestApp) -> u64 {
    app.nevr().plugin::<Auth>().unwrap().accounts().hasher().unwrap().work()
}

pub(crate) fn refused(reply: &TestReply) -> (u16, String) {
    (reply.status(), reply.code())
}

#[track_caller]
pub(crate) fn assert_refused(reply: &TestReply, status: u16, code: &str) {
    assert_eq!(refused(reply), (status, code.to_owned()), "{}", reply.text());
    assert_eq!(reply.header("cache-control"), Some("no-store"));
}

/// The names of an object's members.
pub(crate) fn members(object: &Value) -> Vec<&str> {
    let mut names: Vec<&str> = object.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

pub(crate) const USER_MEMBERS: [&str; 7] =
    ["createdAt", "email", "emailVerified", "id", "image", "name", "updatedAt"];
pub(crate) const SESSION_MEMBERS: [&str; 7] =
    ["createdAt", "expiresAt", "id", "ipAddress", "updatedAt", "userAgent", "userId"];
