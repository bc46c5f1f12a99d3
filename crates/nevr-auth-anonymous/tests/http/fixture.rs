//! Configs, guests, and look-ups of what a request has changed.

use std::fmt::Write as _;

use nevr_auth::Auth;
use nevr_auth_anonymous::Anonymous;
use nevr_core::{
    plugin::Registry,
    store::{Filter, Order, Query},
    testing::{TestApp, TestReply, TestRequest},
};
use serde_json::{Value, json};

use crate::club::Club;

pub(crate) const GUEST: &str = "/api/auth/sign-in/anonymous";
pub(crate) const LINK: &str = "/api/auth/anonymous/link";
pub(crate) const SIGN_UP: &str = "/api/auth/sign-up/email";
pub(crate) const SIGN_IN: &str = "/api/auth/sign-in/email";
pub(crate) const SIGN_OUT: &str = "/api/auth/sign-out";
pub(crate) const SESSION: &str = "/api/auth/get-session";
pub(crate) const DELETE_USER: &str = "/api/auth/delete-user";
pub(crate) const COOKIE: &str = "nevr.session_token";
pub(crate) const PASSWORD: &str = "securepassword123";

pub(crate) fn registry() -> Registry {
    Registry::new().with::<Auth>().with::<Anonymous>().with::<Club>()
}

/// A config file. By default it has no limits, and hashing is cheap.
#[derive(Clone)]
pub(crate) struct Config {
    core: String,
    auth: String,
    anonymous: Option<String>,
    rest: String,
    limited: bool,
}

pub(crate) fn config() -> Config {
    Config {
        core: "database = \"sqlite\"".to_owned(),
        auth: "emailAndPassword.hash = { memory = \"64KiB\", iterations = 1 }".to_owned(),
        anonymous: Some(String::new()),
        rest: String::new(),
        limited: false,
    }
}

impl Config {
    /// Lines before every table.
    pub(crate) fn core(mut self, lines: &str) -> Self {
        lines.clone_into(&mut self.core);
        self
    }

    /// Lines of `[plugins.auth]`.
    pub(crate) fn auth(mut self, lines: &str) -> Self {
        write!(self.auth, "\n{lines}").unwrap();
        self
    }

    /// Lines of `[plugins.auth.plugins.anonymous]`.
    pub(crate) fn anonymous(mut self, lines: &str) -> Self {
        self.anonymous = Some(lines.to_owned());
        self
    }

    /// Without the plugin.
    pub(crate) fn without_anonymous(mut self) -> Self {
        self.anonymous = None;
        self
    }

    /// With the default limits.
    pub(crate) fn limited(mut self) -> Self {
        self.limited = true;
        self
    }

    /// Further tables.
    pub(crate) fn with(mut self, tables: &str) -> Self {
        write!(self.rest, "\n{tables}").unwrap();
        self
    }

    pub(crate) fn text(&self) -> String {
        let free = if self.limited { "" } else { "rateLimit = false" };
        let mut text = format!("{}\n[plugins.auth]\n{free}\n{}\n", self.core, self.auth);
        if let Some(options) = &self.anonymous {
            write!(text, "[plugins.auth.plugins.anonymous]\n{free}\n{options}\n").unwrap();
        }
        text + &self.rest
    }

    pub(crate) async fn start(&self) -> TestApp {
        TestApp::start(registry(), &self.text()).await
    }

    /// The report of a config that is refused.
    pub(crate) fn refused(&self) -> String {
        let (description, report) = TestApp::builder(registry()).config(self.text()).describe();
        assert!(description.is_none(), "it is accepted:\n{}", self.text());
        report.render(false)
    }
}

/// A user with a token.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) token: String,
}

impl Person {
    pub(crate) fn of(reply: &TestReply) -> Self {
        assert_eq!(reply.status(), 200, "{}", reply.text());
        let body = reply.json();
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        Self { id: text(&body["user"]["id"]), token: text(&body["token"]) }
    }

    /// A request of this person, by bearer.
    pub(crate) fn post(&self, app: &TestApp, path: &str, body: Value) -> TestRequest {
        app.post(path).bearer(&self.token).json(body)
    }

    pub(crate) fn link(
        &self,
        app: &TestApp,
        email: &str,
    ) -> impl Future<Output = TestReply> + use<> {
        self.post(app, LINK, account(email)).send()
    }

    /// What get-session answers: `null`, or the session and its user.
    pub(crate) async fn session(&self, app: &TestApp) -> Value {
        let reply = app.get(SESSION).bearer(&self.token).send().await;
        assert_eq!(reply.status(), 200, "{}", reply.text());
        reply.json()
    }

    pub(crate) async fn is_guest(&self, app: &TestApp) -> bool {
        self.session(app).await["user"]["isAnonymous"] == true
    }

    pub(crate) async fn is_signed_out(&self, app: &TestApp) -> bool {
        self.session(app).await == Value::Null
    }
}

pub(crate) async fn guest(app: &TestApp) -> Person {
    Person::of(&app.post(GUEST).send().await)
}

/// A full account.
pub(crate) async fn member(app: &TestApp, email: &str) -> Person {
    Person::of(&app.post(SIGN_UP).json(account(email)).send().await)
}

/// The body of sign-up and of link.
pub(crate) fn account(email: &str) -> Value {
    json!({ "email": email, "password": PASSWORD, "name": "John Doe" })
}

pub(crate) fn credentials(email: &str) -> Value {
    json!({ "email": email, "password": PASSWORD })
}

/// Every row of every entity, so that two of them can be compared.
pub(crate) async fn everything(app: &TestApp) -> String {
    let mut text = String::new();
    for entity in app.nevr().schema().entities.keys() {
        let query = Query::from(entity.clone()).order_by("id", Order::Ascending);
        for row in app.store().find(query).await.unwrap() {
            writeln!(text, "{entity} {row:?}").unwrap();
        }
    }
    text
}

/// Number of rows of an entity with these values.
pub(crate) async fn count(app: &TestApp, entity: &str, field: &'static str, value: &str) -> u64 {
    app.store().count(entity, Filter::all().eq(field, value)).await.unwrap()
}

/// The row of a user, `isAnonymous` and `email` of it.
pub(crate) async fn user(app: &TestApp, id: &str) -> Option<(bool, Option<String>)> {
    let row = app.store().find_one(Query::by_id("user", id)).await.unwrap()?;
    Some((row.get("isAnonymous").unwrap(), row.get("email").unwrap()))
}
