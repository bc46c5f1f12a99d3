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
    http::{AppHandle, HttpError, RouteTable, pipeline},
    options::CoreConfig,
    plugin::Plugin,
    store::Store,
    wire::codes,
};

/// A running app. Clones are the same app, and cheap.
///
/// The last phase of a start. [`routes`](Self::routes) mounts its endpoints into any actix app, once
/// for each worker; [`stop`](Self::stop) ends it, after the HTTP server has ended. The app's own
/// handlers get it as `web::Data<Nevr>`.
///
/// ```no_run
/// use actix_web::{App, HttpServer};
/// use nevr_core::{app::Nevr, plugin::Registry};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let nevr = Nevr::builder(Registry::new()).config_file("nevr.config.toml").start().await?;
/// let app = nevr.clone();
/// HttpServer::new(move || App::new().configure(app.routes()))
///     .bind(("127.0.0.1", 3000))?
///     .run()
///     .await?;
/// nevr.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Nevr(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) description: Arc<Description>,
    pub(super) handle: AppHandle,
    pub(super) table: Arc<RouteTable>,
}

impl Nevr {
    /// Returns what mounts nevr's endpoints: `App::new().configure(nevr.routes())`.
    ///
    /// It is not a scope: the app's own routes may have paths beside and below those of nevr. Below the base paths of plugins, a path without an endpoint is answered with
    /// 404 in nevr's envelope.
    ///
    /// It also gives the app's own handlers the argument `web::Data<Nevr>`, most of all for the
    /// store:
    ///
    /// ```
    /// use actix_web::{HttpResponse, web};
    /// use nevr_core::{app::Nevr, http::HttpError, store::Filter};
    ///
    /// async fn count(nevr: web::Data<Nevr>) -> Result<HttpResponse, HttpError> {
    ///     let products = nevr.store().count("product", Filter::all()).await?;
    ///     Ok(HttpResponse::Ok().body(products.to_string()))
    /// }
    /// ```
    pub fn routes(&self) -> impl FnOnce(&mut ServiceConfig) + Clone + Send + use<> {
        let app = self.clone();
        move |config| {
            config.app_data(web::Data::new(app.clone()));
            pipeline::mount(&app.0.table, &app.0.handle, config);
        }
    }

    /// Returns a handler that answers 404 in nevr's envelope, for the paths of an app that have no
    /// route: `App::new().configure(nevr.routes()).default_service(web::to(nevr.not_found()))`.
    pub fn not_found(
        &self,
    ) -> impl Fn(HttpRequest) -> Pin<Box<dyn Future<Output = HttpResponse>>> + Clone + Send + use<>
    {
        let app = self.0.handle.clone();
        move |request| {
            let error = HttpError::new(codes::NOT_FOUND);
            let app = app.clone();
            Box::pin(async move { pipeline::refuse(&app, &request, error).await })
        }
    }

    /// Ends the app: stops the plugins in the reverse of their start order, waits for the units of
    /// work that have begun, and closes the database. Call it after the HTTP server has ended.
    pub async fn stop(&self) {
        for instance in self.0.description.plugins().iter().rev() {
            instance.stop(&self.0.handle).await;
        }
        self.store().close().await;
    }

    /// Returns the app as endpoints and plugins see it.
    pub fn handle(&self) -> &AppHandle {
        &self.0.handle
    }

    /// Returns everything that the config switches on, as data.
    pub fn description(&self) -> &Description {
        &self.0.description
    }

    /// Returns the store.
    pub fn store(&self) -> &Store {
        self.0.handle.store()
    }

    /// Returns the merged schema.
    pub fn schema(&self) -> &Arc<Schema> {
        self.0.handle.schema()
    }

    /// Returns the source of time and ids.
    pub fn env(&self) -> &Env {
        self.0.handle.env()
    }

    /// Returns the plugin of type `P`, if it is switched on.
    pub fn plugin<P: Plugin>(&self) -> Option<Arc<P>> {
        self.0.handle.plugin()
    }

    /// Returns the options of nevr itself.
    pub fn config(&self) -> &CoreConfig {
        self.0.handle.config()
    }

    /// Returns the variables that the config file may refer to.
    pub fn variables(&self) -> &Variables {
        self.0.handle.variables()
    }

    /// Returns whether cookies are `Secure`. `server.baseURL` decides that, never a header of a
    /// request. In `nevr dev` they are not.
    pub fn secure_cookies(&self) -> bool {
        self.0.handle.secure_cookies()
    }

    /// Returns the OpenAPI document.
    pub fn openapi(&self) -> &Arc<serde_json::Value> {
        self.0.handle.openapi()
    }
}
