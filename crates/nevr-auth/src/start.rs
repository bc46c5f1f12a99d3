//! The parts of auth that exist only while it serves: the secrets and the hashing threads. `nevr check`
//! needs neither.

use nevr_config::{Secrets, Variables};
use nevr_core::{http::AppHandle, plugin::PluginError, store::RowCache};

use crate::{
    options::AuthOptions,
    password::Hasher,
    secret::SecretRing,
    session::{Policies, SessionCookie, Sessions},
};

/// The variables that the secret is read from when the option `secret` is not set, in this order.
const VARIABLES: [&str; 2] = ["NEVR_AUTH_SECRET", "AUTH_SECRET"];

/// The state of auth after it has started.
pub(crate) struct RunningState {
    pub(crate) policies: Policies,
    pub(crate) ring: SecretRing,
    pub(crate) hasher: Hasher,
    pub(crate) cookie: SessionCookie,
    pub(crate) session_cache: Option<RowCache>,
}

impl RunningState {
    pub(crate) fn new(options: &AuthOptions, app: &AppHandle) -> Result<Self, PluginError> {
        let hasher = Hasher::new(options.email_and_password.hash.hasher_options())
            .map_err(|error| PluginError::new("passwords can't be hashed").caused_by(error))?;
        let session_cache = Sessions::cache(&options.session, app.store())
            .map_err(|error| PluginError::new("sessions can't be cached").caused_by(error))?;
        Ok(Self {
            policies: Policies::of(app),
            ring: ring(options, app)?,
            hasher,
            cookie: SessionCookie::new(&options.session, app),
            session_cache,
        })
    }
}

fn ring(options: &AuthOptions, app: &AppHandle) -> Result<SecretRing, PluginError> {
    let variables = app.variables();
    let secrets = match &options.secret {
        Some(secrets) => resolved(secrets, variables)?,
        None => vec![from_variables(variables)?],
    };
    SecretRing::new(secrets)
        .map_err(|error| PluginError::new(format!("the secret can't be used: {error}")))
}

fn resolved(secrets: &Secrets, variables: &Variables) -> Result<Vec<String>, PluginError> {
    secrets
        .iter()
        .map(|secret| secret.resolve(variables))
        .collect::<Result<_, _>>()
        .map_err(|error| PluginError::new(format!("the secret is missing: {error}")))
}

fn from_variables(variables: &Variables) -> Result<String, PluginError> {
    let found = VARIABLES.iter().find_map(|name| variables.get(name));
    found.map(ToOwned::to_owned).ok_or_else(|| {
        PluginError::new(
            "the secret is missing: set NEVR_AUTH_SECRET to the output of `nevr secret`",
        )
    })
}
