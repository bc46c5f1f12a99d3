//! The running app, as handlers and plugins see it.

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
    request::{OriginPolicy, TrustedProxies},
};
use crate::{
    options::{CoreConfig, ServerConfig},
    rate_limit::Limiter,
    store::Store,
};

/// A handle to the running app: its store, merged schema, options and plugins. It is cheap to
/// clone.
///
/// Handlers get it from [`Ctx::app`](super::Ctx::app). Plugins get it when they start and stop.
///
/// ```
/// use std::sync::Arc;
///
/// use async_trait::async_trait;
/// use nevr_core::{
///     http::AppHandle,
///     plugin::{NoOptions, OptionErrors, Plugin, PluginError, PluginType, Registry, Root},
///     testing::TestApp,
/// };
///
/// /// Refuses to start behind a public address without https.
/// struct OnlyHttps;
///
/// #[async_trait]
/// impl Plugin for OnlyHttps {
///     async fn start(&self, app: &AppHandle) -> Result<(), PluginError> {
///         let base_url = app.config().server.base_url.as_ref();
///         if base_url.is_some_and(|url| !url.is_https()) {
///             return Err(PluginError::new("`server.baseURL` must begin with https"));
///         }
///         Ok(())
///     }
/// }
/// # impl PluginType for OnlyHttps {
/// #     const ID: &'static str = "onlyHttps";
/// #     type Host = Root;
/// #     type Options = NoOptions;
/// #     fn new(_: NoOptions, _: Arc<Root>) -> Result<Self, OptionErrors> { Ok(Self) }
/// # }
///
/// # #[actix_web::main]
/// # async fn main() {
/// let registry = Registry::new().with::<OnlyHttps>();
/// let config = |url| format!("[server]\nbaseURL = \"{url}\"\n[plugins.onlyHttps]\n");
/// let start = |url| TestApp::builder(registry.clone()).config(config(url)).try_start();
/// assert!(start("http://shop.example").await.is_err());
/// assert!(start("https://shop.example").await.is_ok());
/// # }
/// ```
#[derive(Clone)]
pub struct AppHandle(Arc<AppParts>);

/// What an [`AppHandle`] is made of.
pub(crate) struct AppParts {
    pub(crate) config: Arc<CoreConfig>,
    pub(crate) variables: Variables,
    pub(crate) store: Store,
    pub(crate) env: Env,
    pub(crate) limiter: Limiter,
    pub(crate) origins: OriginPolicy,
    pub(crate) proxies: TrustedProxies,
    pub(crate) authentication: Option<Arc<dyn Authentication>>,
    pub(crate) plugins: HashMap<TypeId, Arc<dyn Any + Send + Sync>>,
    pub(crate) contributions: HashMap<TypeId, Vec<Arc<dyn Any + Send + Sync>>>,
    pub(crate) openapi: Arc<serde_json::Value>,
    pub(crate) secure_cookies: bool,
    /// The warnings that were logged already, one bit each.
    pub(crate) warned: AtomicU8,
}

/// A warning about the deployment, which is logged once and not with every request.
#[derive(Clone, Copy)]
pub(crate) enum Warning {
    IgnoredHeader = 1,
    NoAddress = 2,
    RefusedOrigin = 4,
}

impl AppHandle {
    pub(crate) fn new(parts: AppParts) -> Self {
        Self(Arc::new(parts))
    }

    /// Returns the store, which reads and writes rows.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// Returns the merged schema: the entities of all plugins and the app.
    pub fn schema(&self) -> &Arc<Schema> {
        self.0.store.schema()
    }

    /// Returns the clock and the generator of ids. Tests replace both.
    pub fn env(&self) -> &Env {
        &self.0.env
    }

    /// Returns the plugin of this type, if it is switched on.
    pub fn plugin<P: Any + Send + Sync>(&self) -> Option<Arc<P>> {
        self.0.plugins.get(&TypeId::of::<P>())?.clone().downcast().ok()
    }

    /// Returns the contributions of this type, in the start order of the plugins that declared
    /// them; see [`Contribution`](crate::plugin::Contribution).
    pub fn contributions<C: Any + Send + Sync>(&self) -> impl Iterator<Item = &C> {
        let all = self.0.contributions.get(&TypeId::of::<C>());
        all.into_iter().flatten().filter_map(|value| value.downcast_ref())
    }

    /// Returns nevr's own options, such as those of `[server]`.
    pub fn config(&self) -> &Arc<CoreConfig> {
        &self.0.config
    }

    /// Returns the variables that the config file refers to. A plugin reads secrets from them when
    /// it starts.
    pub fn variables(&self) -> &Variables {
        &self.0.variables
    }

    /// Returns whether cookies are `Secure`: `server.baseURL` begins with https, and this is not
    /// `nevr dev`. No header of a request changes it.
    pub fn secure_cookies(&self) -> bool {
        self.0.secure_cookies
    }

    /// Returns the OpenAPI document.
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

    pub(crate) fn proxies(&self) -> &TrustedProxies {
        &self.0.proxies
    }

    pub(crate) fn authentication(&self) -> Option<&dyn Authentication> {
        self.0.authentication.as_deref()
    }

    /// Logs a warning, unless it was logged before.
    pub(crate) fn warn_once(&self, warning: Warning, message: &str) {
        let bit = warning as u8;
        if self.0.warned.load(Ordering::Relaxed) & bit == 0
            && self.0.warned.fetch_or(bit, Ordering::Relaxed) & bit == 0
        {
            tracing::warn!("{message}");
        }
    }
}
