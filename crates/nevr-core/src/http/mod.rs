//! HTTP: endpoints as data, the pipeline that every request takes, and the envelope of every error.
//!
//! A plugin registers its endpoints with [`Routes`]; what a handler may take is an [`Argument`],
//! above all [`Ctx`], and what it may return an [`Outcome`]. A folder imports only from those
//! listed before it:
//!
//! - `error`: [`HttpError`], the error of a request and its envelope
//! - [`json`]: the strict reader of JSON input
//! - `request`: what the headers of a request tell
//! - `authentication`: the trait of the plugin that knows who sends a request
//! - `app_handle`, `ctx`: the running app and the request, as handlers see them
//! - `operation`: what an endpoint takes and returns, as data
//! - `argument`: what a handler may take
//! - `endpoint`: endpoints, and how plugins register them
//! - `docs`: the page `/docs`
//! - `pipeline`: from actix's router to the answer

mod app_handle;
mod argument;
mod authentication;
mod ctx;
pub(crate) mod docs;
mod endpoint;
mod error;
pub mod json;
mod operation;
pub(crate) mod pipeline;
mod request;

pub use app_handle::AppHandle;
pub(crate) use app_handle::AppParts;
pub use argument::{
    Argument, Arguments, CheckedRequest, Checks, InvalidInput, InvalidValue, Json, JsonChanges,
    JsonWith, Path, Query,
};
pub use authentication::Authentication;
pub use ctx::Ctx;
pub use endpoint::{Endpoint, EndpointBuilder, EndpointLimit, Outcome, Per, Returned, Routes};
pub(crate) use endpoint::{EndpointSet, common_codes};
pub use error::HttpError;
pub use operation::{Operation, OperationBuilder, SessionUse};
pub(crate) use pipeline::RouteTable;
pub use pipeline::{TrustedPage, identify_request};
pub use request::{
    Bearer, CredentialSource, Identity, InvalidCookie, InvalidRequestId, OriginPolicy,
    OriginRefusal, PresentedCredential, RequestId, ResolvedClient, SetCookie, TrustedProxies,
    X_REQUEST_ID, bearer, cookie,
};
