//! Mounts the endpoints into an actix app.
//!
//! actix compares the path of a request with each service in turn, so that a request would pay for
//! every endpoint of every plugin. In here all endpoints are one service, which finds the path in a
//! table. It is no scope: its guard leaves each path that nevr does not answer to the app.

use std::sync::Arc;

use actix_web::{
    Error, HttpRequest, HttpResponse,
    dev::{
        AppService, HttpServiceFactory, Payload, ResourceDef, ServiceRequest, ServiceResponse, Url,
        fn_service,
    },
    guard::{GuardContext, fn_guard},
    http::{Method, header},
    web::{self, ServiceConfig},
};

use super::{
    context::context,
    reply,
    route_table::{Match, Resource, RouteTable},
    serve,
};
use crate::{
    http::{app_handle::AppHandle, error::HttpError},
    wire::codes,
};

/// Adds the endpoints to an actix app.
pub(crate) fn mount(table: &Arc<RouteTable>, app: &AppHandle, config: &mut ServiceConfig) {
    config.app_data(web::Data::new(app.clone()));
    config.service(Mounted { table: table.clone(), app: app.clone() });
}

struct Mounted {
    table: Arc<RouteTable>,
    app: AppHandle,
}

impl HttpServiceFactory for Mounted {
    fn register(self, config: &mut AppService) {
        let Self { table, app } = self;
        if !config.is_root() {
            return register_each(&table, &app, config);
        }
        let known = table.clone();
        // The router has decoded the path in the same way.
        let guard = fn_guard(move |ctx: &GuardContext<'_>| {
            known.contains(Url::new(ctx.head().uri.clone()).path())
        });
        let service = fn_service(move |mut request: ServiceRequest| {
            let found = table.find(request.match_info_mut());
            answer(app.clone(), found, request)
        });
        let every_path = ResourceDef::root_prefix("");
        config.register_service(every_path, Some(vec![Box::new(guard)]), service, None);
    }
}

/// Registers a service for each path: inside of a scope, whose prefix is not in the table, the guard
/// could not tell which paths are nevr's.
fn register_each(table: &RouteTable, app: &AppHandle, config: &mut AppService) {
    for (path, found) in table.patterns() {
        let app = app.clone();
        let service =
            fn_service(move |request: ServiceRequest| answer(app.clone(), found.clone(), request));
        config.register_service(ResourceDef::new(path), None, service, None);
    }
}

async fn answer(
    app: AppHandle,
    found: Match,
    request: ServiceRequest,
) -> Result<ServiceResponse, Error> {
    let (request, payload) = request.into_parts();
    let response = match found {
        Match::Resource(resource) => answer_resource(&app, &resource, &request, payload).await,
        Match::Nothing => serve::refuse(&app, &request, HttpError::new(codes::NOT_FOUND)).await,
    };
    Ok(ServiceResponse::new(request, response))
}

async fn answer_resource(
    app: &AppHandle,
    resource: &Resource,
    request: &HttpRequest,
    payload: Payload,
) -> HttpResponse {
    match resource.endpoint(request.method()) {
        Some(endpoint) => serve::serve(app, endpoint, request, payload).await,
        None => other_method(app, request, &resource.methods).await,
    }
}

/// Answers a request with a method that the path has no endpoint for.
async fn other_method(app: &AppHandle, request: &HttpRequest, methods: &str) -> HttpResponse {
    if *request.method() == Method::OPTIONS {
        let ctx = context(app, request);
        let mut response = if reply::is_preflight(request) {
            reply::preflight(&ctx, methods)
        } else {
            reply::options(methods)
        };
        reply::complete(&ctx, request, None, &mut response);
        return response;
    }
    let mut error = HttpError::new(codes::METHOD_NOT_ALLOWED);
    if let Ok(allow) = header::HeaderValue::from_str(methods) {
        error = error.with_header(header::ALLOW, allow);
    }
    serve::refuse(app, request, error).await
}
