//! The running app, as its endpoints and plugins see it.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
};

use nevr_config::Variables;
use nevr_schema::{Schema, env::Env};

use super::{
    authentication::Authentication,
    request::{OriginPolicy, Proxies},
};
use crate::{
    options::{CoreConfig, ServerConfig},
    rate_limit::Limiter,
    store::Store,
};

/// A handle to the running app: what handlers reach through [`Ctx::app`](super::Ctx::app), and what
/// plugins are given when they start and stop. Cheap to clone.
#[derive(Clone)]
pub struct AppHandle(Arc<Serving>);

/// What is needed to serve requests.
pub(crate) struct Serving {
    pub(crate) config: Arc<CoreConfig>,
    pub(crate) variables: Variables,
    pub(crate) store: Store,
    pub(crate) env: Env,
    pub(crate) limiter: Limiter,
    pub(crate) origins: OriginPolicy,
    pub(crate) proxies: Proxies,
    pub(crate) authentication: Option<Arc<dyn Authentication>>,
    pub(crate) plugins: HashMap<TypeId, Arc<dyn Any + Send + Sync>>,
    pub(crate) contributions: HashMap<TypeId, Vec<Arc<dyn Any + Send + Sync>>>,
    pub(crate) openapi: Arc<serde_json::Value>,
    pub(crate) secure_cookies: bool,
    pub(crate) warned: AtomicU8,
}

/// A condition of this deployment that is logged once, not with every request.
#[derive(Clone, Copy)]
pub(crate) enum Warning {
    IgnoredHeader = 1,
    NoAddress = 2,
}

impl AppHandle {
    pub(crate) fn new(serving: Serving) -> Self {
        Self(Arc::new(serving))
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The merged schema.
    pub fn schema(&self) -> &Arc<Schema> {
        self.0.store.schema()
    }

    /// Time and ids.
    pub fn env(&self) -> &Env {
        &self.0.env
    }

    /// The plugin of this type, if it is switched on.
    pub fn plugin<P: Any + Send + Sync>(&self) -> Option<Arc<P>> {
        self.0.plugins.get(&TypeId::of::<P>())?.clone().downcast().ok()
    }

    /// What plugins contribute of this type, in their start order; see
    /// [`Contribution`](crate::plugin::Contribution).
    pub fn contributions<C: Any + Send + Sync>(&self) -> impl Iterator<Item = &C> {
        let all = self.0.contributions.get(&TypeId::of::<C>());
        all.into_iter().flatten().filter_map(|value| value.downcast_ref())
    }

    /// Core's own options.
    pub fn config(&self) -> &Arc<CoreConfig> {
        &self.0.config
    }

    /// The variables that the config file refers to, for options that are resolved at the start.
    pub fn variables(&self) -> &Variables {
        &self.0.variables
    }

    /// Whether cookies are `Secure`: decided by `server.baseURL`, never by a header. In `nevr dev`
    /// they are not.
    pub fn secure_cookies(&self) -> bool {
        self.0.secure_cookies
    }

    /// The OpenAPI document.
    pub fn openapi(&self) -> &Arc<serde_json::Value> {
        &self.0.openapi
    }

    pub(crate) fn server(&self) -> &ServerConfig {
        &self.0.config.server
    }

    pub(crate) fn limiter(&self) -> &Limiter {
        &self.0.limiter
    }

    pub(crate) fn origins(&self) -> &OriginPolicy {
        &self.0.origins
    }

    pub(crate) fn proxies(&self) -> &Proxies {
        &self.0.proxies
    }

    pub(crate) fn authentication(&self) -> Option<&dyn Authentication> {
        self.0.authentication.as_deref()
    }

    pub(crate) fn warn_once(&self, warning: Warning, message: &str) {
        let bit = warning as u8;
        if self.0.warned.load(Ordering::Relaxed) & bit == 0
            && self.0.warned.fetch_or(bit, Ordering::Relaxed) & bit == 0
        {
            tracing::warn!("{message}");
        }
    }
}
