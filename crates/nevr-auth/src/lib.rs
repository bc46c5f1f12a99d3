//! The auth plugin of nevr: users, sessions and passwords, and the host of sub-plugins.
//!
//! `[plugins.auth]` in the config file switches it on. The app's own handlers take [`User`],
//! [`FullUser`], [`MaybeUser`] or [`Session`] as arguments:
//!
//! ```
//! use actix_web::{HttpResponse, web};
//! use nevr_auth::{Auth, User};
//! use nevr_core::{plugin::Registry, testing::TestApp};
//!
//! async fn greeting(user: User) -> HttpResponse {
//!     HttpResponse::Ok().body(format!("Hello {}", user.name()))
//! }
//!
//! # #[actix_web::main]
//! # async fn main() {
//! let app = TestApp::builder(Registry::new().with::<Auth>())
//!     .config("[plugins.auth]")
//!     .routes(|config| {
//!         config.route("/greeting", web::get().to(greeting));
//!     })
//!     .start()
//!     .await;
//! assert_eq!(app.get("/greeting").send().await.status(), 401);
//!
//! let ann = serde_json::json!({
//!     "name": "Ann", "email": "ann@example.com", "password": "correct horse battery",
//! });
//! let signed_up = app.post("/api/auth/sign-up/email").json(ann).send().await;
//! let token = signed_up.json()["token"].as_str().unwrap().to_owned();
//! assert_eq!(app.get("/greeting").bearer(&token).send().await.text(), "Hello Ann");
//! # }
//! ```
//!
//! # Sub-plugins
//!
//! A plugin whose `Host` is [`Auth`] adds a way to sign in. It is built with an `Arc<Auth>`, and
//! uses:
//!
//! - [`Plugin::contributions`] to declare the [`SessionPolicy`](session::SessionPolicy) of its
//!   sessions;
//! - [`Auth::sessions`] to begin sessions and to deliver them to the client;
//! - [`Auth::attach`] to give a credential its account, which is how a user comes to be;
//! - [`CredentialArriving`](account::CredentialArriving), a question, to have one of its users take
//!   a credential that it signs up with.

use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use nevr_core::{
    http::{AppHandle, Routes},
    plugin::{ConfigChecks, Contributions, OptionErrors, Plugin, PluginError, PluginType, Root},
};
use nevr_schema::SchemaBuilder;

pub mod account;
pub mod cookie;
pub mod email;
pub mod error;
mod extract;
pub mod image;
mod invalid_values;
pub mod name;
pub mod options;
pub mod password;
mod routes;
pub mod schema;
pub mod secret;
pub mod session;
mod session_cache;
mod start;
pub mod token;

pub use extract::{FullUser, MaybeUser, Session, User};
pub use options::AuthOptions;
pub use routes::{SIGN_IN_LIMIT, SIGN_UP_LIMIT, SignedIn};

use account::{Accounts, Spellings};
use error::AuthError;
use password::{Guesses, PasswordPolicy};
use session::{Sessions, own_policies};
use start::RunningState;

/// The examples of the README, so that they are compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// The plugin `auth`, and the services that its sub-plugins share.
///
/// Sub-plugins receive an `Arc<Auth>` in [`PluginType::new`], and endpoints take one as an argument:
///
/// ```
/// use std::sync::Arc;
///
/// use nevr_auth::{Auth, error::AuthError, session::SessionPolicy};
/// use nevr_core::http::{Ctx, Json};
///
/// /// Signs in the user that a kiosk was set up for.
/// async fn sign_in(ctx: Ctx, auth: Arc<Auth>) -> Result<Json<String>, AuthError> {
///     let sessions = auth.sessions();
///     let policy = sessions.policy(SessionPolicy::SHORT)?;
///     let session = sessions.begin(&ctx, "kiosk", &policy)?;
///     let mut set = nevr_core::store::WriteSet::new();
///     sessions.insert(&mut set, &session);
///     ctx.store().write(set).await?;
///     sessions.deliver(&ctx, &session)?;
///     Ok(Json(session.token()))
/// }
/// # let _ = sign_in;
/// ```
///
/// The options are there as soon as the plugin is built. Session policies, secrets and the hashing
/// threads are there once the app has started; what needs them before that fails with
/// [`AuthError::NotStarted`].
pub struct Auth {
    options: AuthOptions,
    passwords: PasswordPolicy,
    guesses: Guesses,
    running: OnceLock<RunningState>,
    spellings: Spellings,
}

impl PluginType for Auth {
    const ID: &'static str = "auth";
    type Host = Root;
    type Options = AuthOptions;

    fn new(options: AuthOptions, _: Arc<Root>) -> Result<Self, OptionErrors> {
        let passwords = options.check()?;
        let (guesses, running, spellings) =
            (Guesses::default(), OnceLock::new(), Spellings::default());
        Ok(Self { options, passwords, guesses, running, spellings })
    }
}

#[async_trait]
impl Plugin for Auth {
    fn schema(&self, schema: &mut SchemaBuilder) {
        schema::declare(schema, &self.options);
    }

    fn check_config(&self, checks: &mut ConfigChecks<'_>) {
        self.options.session.cookie.check_config(checks);
        self.options.session.cache.check_config(checks);
    }

    fn contributions(&self, contributions: &mut Contributions) {
        for policy in own_policies(&self.options.session) {
            contributions.add(policy);
        }
        for invariant in schema::INVARIANTS {
            contributions.add(invariant);
        }
    }

    fn routes(self: Arc<Self>, routes: &mut Routes) {
        routes.authenticate_with(self.clone());
        routes::register(&self.options, routes.below(self.options.base_path.as_str()));
    }

    async fn start(&self, app: &AppHandle) -> Result<(), PluginError> {
        let running = RunningState::new(&self.options, app)?;
        self.running.set(running).map_err(|_| PluginError::new("auth was started twice"))
    }
}

impl Auth {
    /// Returns the options of `[plugins.auth]`.
    pub fn options(&self) -> &AuthOptions {
        &self.options
    }

    /// Returns the rules that a password must meet.
    pub fn passwords(&self) -> &PasswordPolicy {
        &self.passwords
    }

    /// Returns the service that begins, finds, extends and ends sessions.
    pub fn sessions(&self) -> Sessions<'_> {
        Sessions(self)
    }

    /// Returns the service that finds, verifies and hashes passwords.
    pub fn accounts(&self) -> Accounts<'_> {
        Accounts(self)
    }

    pub(crate) fn running(&self) -> Result<&RunningState, AuthError> {
        self.running.get().ok_or(AuthError::NotStarted)
    }
}
