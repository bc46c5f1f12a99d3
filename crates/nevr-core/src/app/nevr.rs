//! A running app.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
};

use actix_web::{HttpRequest, HttpResponse, web::ServiceConfig};

use super::{Description, NevrBuilder};
use crate::{
    config::{CoreConfig, ServerConfig, Variables},
    env::Env,
    http::{Authentication, HttpError, OriginPolicy, Proxies, Table, codes, pipeline},
    plugin::{Plugin, Registry},
    rate_limit::Limiter,
    schema::Schema,
    store::Store,
};

/// A running app. Cheap to clone.
///
/// Its routes are mounted into any actix app with [`Nevr::routes`]; [`Nevr::stop`] ends it.
#[derive(Clone)]
pub struct Nevr(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) description: Description,
    pub(super) store: Store,
    pub(super) env: Env,
    pub(super) variables: Variables,
    pub(super) limiter: Limiter,
    pub(super) origins: OriginPolicy,
    pub(super) proxies: Proxies,
    pub(super) table: Table,
    pub(super) openapi: Arc<serde_json::Value>,
    pub(super) plugins: HashMap<TypeId, Arc<dyn Plugin>>,
    pub(super) secure_cookies: bool,
    pub(super) warned: AtomicU8,
}

/// What is worth a warning once, and not with every request.
#[derive(Clone, Copy)]
pub(crate) enum Once {
    IgnoredHeader = 1,
    NoAddress = 2,
}

impl Nevr {
    /// Begins an app with the plugins that its config file may name.
    pub fn builder(registry: Registry) -> NevrBuilder {
        NevrBuilder::new(registry)
    }

    /// Mounts nevr's endpoints: `App::new().configure(nevr.routes())`. They are resources of their
    /// own, so the app's routes may stand beside them, below the same base path too. Handlers of the
    /// app's own may take `web::Data<Nevr>`, for the store above all.
    pub fn routes(&self) -> impl FnOnce(&mut ServiceConfig) + Clone + Send + use<> {
        let app = self.clone();
        move |config| app.0.table.mount(&app, config)
    }

    /// Answers 404 in nevr's envelope, for an app that has nothing beside nevr:
    /// `App::new().configure(nevr.routes()).default_service(web::to(nevr.not_found()))`.
    pub fn not_found(
        &self,
    ) -> impl Fn(HttpRequest) -> Pin<Box<dyn Future<Output = HttpResponse>>> + Clone + Send + use<>
    {
        let app = self.clone();
        move |request| {
            let error = HttpError::new(codes::NOT_FOUND);
            Box::pin(pipeline::refuse(app.clone(), request, error))
        }
    }

    /// Ends the app: plugins are stopped in the reverse of their start order, units of work that
    /// were begun are finished, the database is closed. Comes after the HTTP server has ended.
    pub async fn stop(&self) {
        for active in self.0.description.plugins().iter().rev() {
            active.stop(self).await;
        }
        self.0.store.close().await;
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
    pub fn plugin<P: Plugin>(&self) -> Option<Arc<P>> {
        let any: Arc<dyn Any + Send + Sync> = self.0.plugins.get(&TypeId::of::<P>())?.clone();
        any.downcast().ok()
    }

    /// Everything that the config switches on, as data.
    pub fn description(&self) -> &Description {
        &self.0.description
    }

    /// Core's own options.
    pub fn config(&self) -> &CoreConfig {
        self.0.description.config()
    }

    /// The variables that the config file refers to, for options that are resolved at the start.
    pub fn variables(&self) -> &Variables {
        &self.0.variables
    }

    /// Whether cookies are `Secure`: what `server.baseURL` says, never what a header says. In
    /// `nevr dev` they are not.
    pub fn secure_cookies(&self) -> bool {
        self.0.secure_cookies
    }

    /// The OpenAPI document.
    pub fn openapi(&self) -> &Arc<serde_json::Value> {
        &self.0.openapi
    }

    pub(crate) fn server(&self) -> &ServerConfig {
        &self.config().server
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
        self.0.description.assembly.authentication.as_deref()
    }

    pub(crate) fn warn_once(&self, what: Once, message: &str) {
        let bit = what as u8;
        if self.0.warned.load(Ordering::Relaxed) & bit == 0
            && self.0.warned.fetch_or(bit, Ordering::Relaxed) & bit == 0
        {
            tracing::warn!("{message}");
        }
    }
}
