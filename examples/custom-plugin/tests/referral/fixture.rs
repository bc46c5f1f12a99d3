//! An app with the plugin, and its users in the tests.

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

/// A user with a session.
pub(crate) struct Person {
    token: String,
}

impl Person {
    /// Signs in as a new guest.
    pub(crate) async fn guest(app: &TestApp) -> Self {
        let reply = app.post("/api/auth/sign-in/anonymous").send().await;
        Self { token: token_in(&reply) }
    }

    /// Claims a code.
    pub(crate) async fn claim(&self, app: &TestApp, code: &str) -> TestReply {
        let claim = app.post("/api/auth/referral/claim").bearer(&self.token);
        claim.json(json!({ "code": code })).send().await
    }

    /// Links the guest to a full account.
    pub(crate) async fn link(&mut self, app: &TestApp, email: &str) {
        let reply = self.try_link(app, email).await;
        self.token = token_in(&reply);
    }

    /// Sends the request that links the guest.
    pub(crate) async fn try_link(&self, app: &TestApp, email: &str) -> TestReply {
        let link = app.post("/api/auth/anonymous/link").bearer(&self.token);
        link.json(json!({ "email": email, "password": "correct horse battery" })).send().await
    }

    /// Returns the code that the user can give away.
    pub(crate) async fn code(&self, app: &TestApp) -> String {
        self.user(app).await["referralCode"].as_str().unwrap().to_owned()
    }

    /// Returns the points that the user has earned.
    pub(crate) async fn points(&self, app: &TestApp) -> i64 {
        self.user(app).await["points"].as_i64().unwrap()
    }

    /// Returns the user, as `/auth/get-session` does.
    pub(crate) async fn user(&self, app: &TestApp) -> Value {
        let session = app.get("/api/auth/get-session").bearer(&self.token).send().await;
        session.json()["user"].clone()
    }
}

fn token_in(reply: &TestReply) -> String {
    assert_eq!(reply.status(), 200, "{}", reply.text());
    reply.json()["token"].as_str().unwrap().to_owned()
}
