//! Mounts the endpoints into an actix app. Each path is a resource of its own: a scope on the base
//! path would hide the app's own routes below it.

use std::{collections::BTreeMap, sync::Arc};

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, header},
    web::{self, ServiceConfig},
};

use super::{context::context, reply, serve};
use crate::{
    http::{app_handle::AppHandle, endpoint::Endpoint, error::HttpError},
    wire::codes,
};

/// The endpoints by path, in the order in which actix must match them.
pub(crate) struct RouteTable {
    resources: Vec<Resource>,
    /// The paths below which nevr answers every request, with 404 `NOT_FOUND` if there is no
    /// endpoint.
    base_paths: Vec<String>,
}

struct Resource {
    path: String,
    endpoints: Vec<Arc<Endpoint>>,
    /// The value of the header `Allow`.
    methods: String,
}

impl RouteTable {
    pub(crate) fn new<'e>(
        endpoints: impl IntoIterator<Item = &'e Arc<Endpoint>>,
        base_paths: Vec<String>,
    ) -> Self {
        let mut by_path: BTreeMap<String, Vec<Arc<Endpoint>>> = BTreeMap::new();
        for endpoint in endpoints {
            by_path.entry(endpoint.path.clone()).or_default().push(endpoint.clone());
        }
        let mut resources: Vec<Resource> = by_path
            .into_iter()
            .map(|(path, endpoints)| Resource { methods: allow(&endpoints), path, endpoints })
            .collect();
        // actix takes the first resource that matches, so paths with fewer parameters come first.
        resources.sort_by_key(|resource| resource.path.matches('{').count());
        Self { resources, base_paths }
    }

    /// Adds the resources to an actix app.
    pub(crate) fn mount(&self, app: &AppHandle, config: &mut ServiceConfig) {
        config.app_data(web::Data::new(app.clone()));
        for resource in &self.resources {
            config.service(resource.service(app));
        }
        for base in &self.base_paths {
            for path in [base.clone(), format!("{base}/{{tail:.*}}")] {
                let app = app.clone();
                let not_found = move |request: HttpRequest| {
                    serve::refuse(app.clone(), request, HttpError::new(codes::NOT_FOUND))
                };
                config.service(web::resource(path).default_service(web::to(not_found)));
            }
        }
    }
}

impl Resource {
    fn service(&self, app: &AppHandle) -> actix_web::Resource {
        let mut service = web::resource(&self.path);
        for endpoint in &self.endpoints {
            service = service.route(route(app, endpoint, endpoint.method.clone()));
            if endpoint.method == Method::GET {
                service = service.route(route(app, endpoint, Method::HEAD));
            }
        }
        let (app, methods) = (app.clone(), self.methods.clone());
        service.default_service(web::to(move |request: HttpRequest| {
            other_method(app.clone(), request, methods.clone())
        }))
    }
}

fn route(app: &AppHandle, endpoint: &Arc<Endpoint>, method: Method) -> actix_web::Route {
    let (app, endpoint) = (app.clone(), endpoint.clone());
    web::method(method).to(move |request: HttpRequest, payload: web::Payload| {
        serve::serve(app.clone(), endpoint.clone(), request, payload)
    })
}

/// Answers a request with a method that the path has no endpoint for.
async fn other_method(app: AppHandle, request: HttpRequest, methods: String) -> HttpResponse {
    if *request.method() == Method::OPTIONS {
        let ctx = context(&app, &request);
        let mut response = if reply::is_preflight(&request) {
            reply::preflight(&ctx, &methods)
        } else {
            reply::options(&methods)
        };
        reply::complete(&ctx, &request, None, &mut response);
        return response;
    }
    let mut error = HttpError::new(codes::METHOD_NOT_ALLOWED);
    if let Ok(allow) = header::HeaderValue::from_str(&methods) {
        error = error.with_header(header::ALLOW, allow);
    }
    serve::refuse(app, request, error).await
}

/// Returns the methods of a path, for the header `Allow`.
fn allow(endpoints: &[Arc<Endpoint>]) -> String {
    let mut methods: Vec<&str> = endpoints.iter().map(|e| e.method.as_str()).collect();
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    methods.push("OPTIONS");
    methods.sort_unstable();
    methods.join(", ")
}
