//! The sub-plugin `anonymous` of nevr's auth: a visitor becomes a guest with one request, and the guest
//! becomes a full account in place, with the same id and everything it owns.
//!
//! `[plugins.auth.plugins.anonymous]` in the config file switches it on:
//!
//! ```
//! use nevr_auth::Auth;
//! use nevr_auth_anonymous::Anonymous;
//! use nevr_core::{plugin::Registry, testing::TestApp};
//! use serde_json::json;
//!
//! # #[actix_web::main]
//! # async fn main() {
//! let plugins = Registry::new().with::<Auth>().with::<Anonymous>();
//! let app = TestApp::start(plugins, "[plugins.auth]\n[plugins.auth.plugins.anonymous]").await;
//!
//! let guest = app.post("/api/auth/sign-in/anonymous").send().await.json();
//! assert_eq!(guest["user"]["isAnonymous"], true);
//!
//! let account = json!({ "email": "ann@example.com", "password": "correct horse battery" });
//! let link = app.post("/api/auth/anonymous/link").bearer(guest["token"].as_str().unwrap());
//! let linked = link.json(account).send().await.json();
//! assert_eq!(linked["user"]["isAnonymous"], false);
//! assert_eq!(linked["user"]["id"], guest["user"]["id"]);
//! # }
//! ```
//!
//! Other plugins join the making and the linking of a guest by hooks on [`GuestMade`] and
//! [`GuestLinked`].

use std::sync::Arc;

use nevr_auth::{Auth, SIGN_UP_LIMIT, session::SessionPolicy};
use nevr_core::{
    http::{Per, Routes},
    plugin::{Contributions, OptionErrors, Plugin, PluginType},
    store::Hooks,
};
use nevr_schema::SchemaBuilder;
use sea_orm_migration::MigrationTrait;

pub mod error;
mod event;
mod migration;
pub mod options;
mod promotion;
mod routes;
mod schema;

pub use event::{GuestLinked, GuestMade};
pub use options::AnonymousOptions;

/// The examples of the README, so that they are compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// The name of the session policy of guests.
pub const GUEST_POLICY: &str = "anonymous";

/// The plugin `anonymous`; see the [crate].
pub struct Anonymous {
    options: AnonymousOptions,
    auth: Arc<Auth>,
}

impl PluginType for Anonymous {
    const ID: &'static str = "anonymous";
    type Host = Auth;
    type Options = AnonymousOptions;

    fn new(options: AnonymousOptions, auth: Arc<Auth>) -> Result<Self, OptionErrors> {
        options.check()?;
        Ok(Self { options, auth })
    }
}

impl Plugin for Anonymous {
    fn schema(&self, schema: &mut SchemaBuilder) {
        schema::declare(schema);
    }

    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(migration::GuestsAgain)]
    }

    fn contributions(&self, contributions: &mut Contributions) {
        let lifetime = self.options.expires_in.duration();
        let session = &self.auth.options().session;
        let sliding = SessionPolicy::sliding(GUEST_POLICY, lifetime, session);
        contributions.add(SessionPolicy { full: false, ..sliding });
        for invariant in schema::INVARIANTS {
            contributions.add(invariant);
        }
    }

    fn routes(self: Arc<Self>, routes: &mut Routes) {
        routes
            .post("/sign-in/anonymous", routes::sign_in::sign_in)
            .summary("Become a guest")
            .description(
                "Makes a guest and signs it in. A guest who asks again gets the same user.",
            )
            .limit("auth.anonymous", Per::Sender, self.options.rate_limit.window());
        if self.can_link() {
            let limit = self.auth.options().rate_limit.sign_up().window();
            routes
                .post("/anonymous/link", routes::link::link)
                .summary("Make the guest a full account")
                .description(
                    "The guest keeps its id and everything it owns. Its sessions end, and a new one \
                     begins.",
                )
                .limit(SIGN_UP_LIMIT, Per::Address, limit)
                .limit("auth.anonymous.link", Per::User, limit);
        }
    }

    fn hooks(self: Arc<Self>, hooks: &mut Hooks) {
        promotion::register(&self, hooks);
    }
}

impl Anonymous {
    /// Returns the options of `[plugins.auth.plugins.anonymous]`.
    pub fn options(&self) -> &AnonymousOptions {
        &self.options
    }

    /// Returns whether a guest can become an account with a password.
    fn can_link(&self) -> bool {
        self.options.allow_linking && self.auth.options().email_and_password.enabled
    }
}
