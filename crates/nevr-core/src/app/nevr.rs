//! A running app.

use std::{pin::Pin, sync::Arc};

use actix_web::{
    HttpRequest, HttpResponse,
    web::{self, ServiceConfig},
};
use nevr_config::Variables;
use nevr_schema::{Schema, env::Env};

use crate::{
    description::Description,
    http::{AppHandle, HttpError, Table, pipeline},
    options::CoreConfig,
    plugin::Plugin,
    store::Store,
    wire::codes,
};

/// A running app. Cheap to clone.
///
/// Its routes are mounted into any actix app with [`Nevr::routes`]; [`Nevr::stop`] ends it.
#[derive(Clone)]
pub struct Nevr(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) description: Arc<Description>,
    pub(super) handle: AppHandle,
    pub(super) table: Table,
}

impl Nevr {
    /// Mounts nevr's endpoints: `App::new().configure(nevr.routes())`. Each path is a resource of
    /// its own, so the app's routes may have paths beside and below theirs. Handlers of the app may
    /// take `web::Data<Nevr>`, for the store above all.
    pub fn routes(&self) -> impl FnOnce(&mut ServiceConfig) + Clone + Send + use<> {
        let app = self.clone();
        move |config| {
            config.app_data(web::Data::new(app.clone()));
            app.0.table.mount(&app.0.handle, config);
        }
    }

    /// Answers 404 in nevr's envelope, for an app that has no routes but nevr's:
    /// `App::new().configure(nevr.routes()).default_service(web::to(nevr.not_found()))`.
    pub fn not_found(
        &self,
    ) -> impl Fn(HttpRequest) -> Pin<Box<dyn Future<Output = HttpResponse>>> + Clone + Send + use<>
    {
        let app = self.0.handle.clone();
        move |request| {
            let error = HttpError::new(codes::NOT_FOUND);
            Box::pin(pipeline::refuse(app.clone(), request, error))
        }
    }

    /// Ends the app: plugins are stopped in the reverse of their start order, units of work that
    /// were begun are finished, the database is closed. Call it after the HTTP server has ended.
    pub async fn stop(&self) {
        for active in self.0.description.plugins().iter().rev() {
            active.stop(&self.0.handle).await;
        }
        self.store().close().await;
    }

    /// The app as its endpoints and plugins see it.
    pub fn handle(&self) -> &AppHandle {
        &self.0.handle
    }

    /// Everything that the config switches on, as data.
    pub fn description(&self) -> &Description {
        &self.0.description
    }

    /// The store.
    pub fn store(&self) -> &Store {
        self.0.handle.store()
    }

    /// The merged schema.
    pub fn schema(&self) -> &Arc<Schema> {
        self.0.handle.schema()
    }

    /// Time and ids.
    pub fn env(&self) -> &Env {
        self.0.handle.env()
    }

    /// The plugin of this type, if it is switched on.
    pub fn plugin<P: Plugin>(&self) -> Option<Arc<P>> {
        self.0.handle.plugin()
    }

    /// Core's own options.
    pub fn config(&self) -> &CoreConfig {
        self.0.handle.config()
    }

    /// The variables that the config file refers to.
    pub fn variables(&self) -> &Variables {
        self.0.handle.variables()
    }

    /// Whether cookies are `Secure`: decided by `server.baseURL`, never by a header. In `nevr dev`
    /// they are not.
    pub fn secure_cookies(&self) -> bool {
        self.0.handle.secure_cookies()
    }

    /// The OpenAPI document.
    pub fn openapi(&self) -> &Arc<serde_json::Value> {
        self.0.handle.openapi()
    }
}
