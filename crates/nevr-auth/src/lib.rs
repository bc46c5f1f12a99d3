//! The auth plugin of nevr: users, sessions and passwords, and the host of sub-plugins.
//!
//! `[plugins.auth]` switches it on. Handlers take [`User`], [`FullUser`], [`MaybeUser`] or
//! [`Session`]; sub-plugins are given an `Arc<Auth>` and use its services.

use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use nevr_core::{
    app::Nevr,
    http::Routes,
    plugin::{OptionErrors, Plugin, PluginError, PluginType, Root},
    schema::SchemaBuilder,
};

pub mod account;
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
mod start;
pub mod token;

pub use extract::{FullUser, MaybeUser, Session, User};
pub use options::AuthOptions;
pub use routes::{SIGN_IN_LIMIT, SIGN_UP_LIMIT, SignedIn};

use account::Accounts;
use error::AuthError;
use password::PasswordPolicy;
use session::{Policies, Sessions};
use start::RunningState;

/// The plugin: see the [crate].
pub struct Auth {
    options: AuthOptions,
    passwords: PasswordPolicy,
    policies: Policies,
    running: OnceLock<RunningState>,
}

impl PluginType for Auth {
    const ID: &'static str = "auth";
    type Host = Root;
    type Options = AuthOptions;

    fn new(options: AuthOptions, _: Arc<Root>) -> Result<Self, OptionErrors> {
        let passwords = options.check()?;
        let policies = Policies::new(&options.session);
        Ok(Self { options, passwords, policies, running: OnceLock::new() })
    }
}

#[async_trait]
impl Plugin for Auth {
    fn schema(&self, schema: &mut SchemaBuilder) {
        schema::declare(schema, &self.options);
    }

    fn routes(self: Arc<Self>, routes: &mut Routes) {
        routes.authenticate_with(self.clone());
        routes::register(&self.options, routes.below(self.options.base_path.as_str()));
    }

    async fn start(&self, app: &Nevr) -> Result<(), PluginError> {
        let running = RunningState::new(&self.options, app)?;
        self.running.set(running).map_err(|_| PluginError::new("auth was started twice"))
    }
}

impl Auth {
    /// The options.
    pub fn options(&self) -> &AuthOptions {
        &self.options
    }

    /// What a password must be.
    pub fn passwords(&self) -> &PasswordPolicy {
        &self.passwords
    }

    /// What rules sessions; sub-plugins add policies of their own.
    pub fn policies(&self) -> &Policies {
        &self.policies
    }

    /// Sessions: begin, find, extend, end.
    pub fn sessions(&self) -> Sessions<'_> {
        Sessions(self)
    }

    /// Accounts with a password: find, verify, hash.
    pub fn accounts(&self) -> Accounts<'_> {
        Accounts(self)
    }

    pub(crate) fn running(&self) -> Result<&RunningState, AuthError> {
        self.running.get().ok_or(AuthError::NotStarted)
    }
}
