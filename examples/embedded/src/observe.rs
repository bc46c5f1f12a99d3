//! The middleware around all routes: times each answer, and logs the causes of server errors.

use std::time::Instant;

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{HeaderName, HeaderValue},
    middleware::Next,
};
use nevr::http::HttpError;

const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// Adds the header `Server-Timing`, which the developer tools of browsers show, and logs causes.
pub(crate) async fn observe(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let started = Instant::now();
    let mut response = next.call(request).await?;
    log(&response);
    let time = format!("total;dur={:.1}", started.elapsed().as_secs_f64() * 1000.0);
    if let Ok(time) = HeaderValue::from_str(&time) {
        response.headers_mut().insert(SERVER_TIMING, time);
    }
    Ok(response)
}

/// Logs the errors of the shop's own handlers and of their extractors. nevr logs those of its own
/// endpoints.
fn log<B>(response: &ServiceResponse<B>) {
    let failed = response.status().is_server_error();
    let error = response.response().error().filter(|_| failed);
    if let Some(error) = error.and_then(|error| error.as_error::<HttpError>()) {
        let (method, path) = (response.request().method(), response.request().path());
        tracing::error!(%method, path, cause = error.source(), "{error}");
    }
}
