//! An app with the plugin in it, and the people in its tests.

use custom_plugin::Referral;
use nevr::{
    plugin::Registry,
    serde_json::{Value, json},
    testing::{TestApp, TestReply},
};

pub(crate) const CONFIG: &str = r#"
database = "sqlite"
[plugins.auth]
[plugins.auth.plugins.anonymous]
[plugins.auth.plugins.referral]
"#;

pub(crate) fn plugins() -> Registry {
    nevr::plugins().with::<Referral>()
}

pub(crate) async fn app() -> TestApp {
    TestApp::start(plugins(), CONFIG).await
}

/// Somebody with a session.
pub(crate) struct Person {
    token: String,
}

impl Person {
    /// A new guest.
    pub(crate) async fn guest(app: &TestApp) -> Self {
        let reply = app.post("/api/auth/sign-in/anonymous").send().await;
        Self { token: token_in(&reply) }
    }

    /// Claims a code.
    pub(crate) async fn claim(&self, app: &TestApp, code: &str) -> TestReply {
        let claim = app.post("/api/auth/referral/claim").bearer(&self.token);
        claim.json(json!({ "code": code })).send().await
    }

    /// Becomes an account.
    pub(crate) async fn link(&mut self, app: &TestApp, email: &str) {
        let reply = self.try_link(app, email).await;
        self.token = token_in(&reply);
    }

    /// Tries to become an account.
    pub(crate) async fn try_link(&self, app: &TestApp, email: &str) -> TestReply {
        let link = app.post("/api/auth/anonymous/link").bearer(&self.token);
        link.json(json!({ "email": email, "password": "correct horse battery" })).send().await
    }

    /// The code that it can give away.
    pub(crate) async fn code(&self, app: &TestApp) -> String {
        self.user(app).await["referralCode"].as_str().unwrap().to_owned()
    }

    /// The points that it has earned.
    pub(crate) async fn points(&self, app: &TestApp) -> i64 {
        self.user(app).await["points"].as_i64().unwrap()
    }

    /// What the app says of it.
    pub(crate) async fn user(&self, app: &TestApp) -> Value {
        let session = app.get("/api/auth/get-session").bearer(&self.token).send().await;
        session.json()["user"].clone()
    }
}

fn token_in(reply: &TestReply) -> String {
    assert_eq!(reply.status(), 200, "{}", reply.text());
    reply.json()["token"].as_str().unwrap().to_owned()
}
