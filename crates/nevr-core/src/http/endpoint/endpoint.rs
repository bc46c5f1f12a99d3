//! An endpoint as data.

use std::{any::TypeId, future::Future, pin::Pin, sync::Arc};

use actix_web::{
    HttpResponse,
    http::{Method, header::HeaderValue},
};
use nevr_schema::Origin;

use super::limit::EndpointLimit;
use crate::http::{
    argument::CheckedRequest,
    error::HttpError,
    operation::{Operation, OperationBuilder},
};

/// The handler of an endpoint: reads its arguments, runs, and turns its outcome into an answer.
pub(crate) type Call =
    Arc<dyn Fn(CheckedRequest) -> LocalBoxFuture<Result<HttpResponse, HttpError>> + Send + Sync>;
type LocalBoxFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// An endpoint as data: a method and a path, an input, an output, errors and limits, and the
/// handler that answers.
#[derive(Clone)]
pub struct Endpoint {
    /// The method.
    pub method: Method,
    /// The whole path, with the base path. Parts in `{}` are parameters.
    pub path: String,
    /// The plugin that registered it, or nevr itself.
    pub origin: Origin,
    /// What it does, in a few words.
    pub summary: String,
    /// What it does, in full.
    pub description: String,
    /// What it takes and returns.
    pub operation: Operation,
    /// Its limits.
    pub limits: Vec<EndpointLimit>,
    /// The value of the header `RateLimit-Policy`, which follows from the limits.
    pub(crate) policy: Option<HeaderValue>,
    /// Whether its answers depend on who sends the request. Caches must not store them.
    pub private: bool,
    /// Whether it tells who sends the request.
    pub(crate) tells_session: bool,
    /// The questions that its handler asks, by type.
    pub(crate) questions: Vec<TypeId>,
    pub(crate) call: Call,
    pub(crate) describe: fn(&mut OperationBuilder<'_>),
}
