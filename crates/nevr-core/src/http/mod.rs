//! The wire: endpoints as data, the pipeline that every request goes through, and the one envelope
//! for errors.

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
pub(crate) use app_handle::Serving;
pub use argument::{
    Argument, Arguments, Checks, Incoming, Invalid, InvalidValue, Json, JsonChanges, JsonWith,
    Path, Query, Returned,
};
pub use authentication::Authentication;
pub use ctx::Ctx;
pub use endpoint::{Adding, Endpoint, EndpointLimit, Outcome, Per, Routes};
pub(crate) use endpoint::{Assembly, common_codes};
pub use error::HttpError;
pub use operation::{Describe, Operation, SessionUse};
pub(crate) use pipeline::Table;
pub use pipeline::identified;
pub use request::{
    Bearer, Identity, InvalidCookie, InvalidRequestId, OriginPolicy, OriginRefusal, Presented,
    Presents, Proxies, RequestId, Resolved, SetCookie, X_REQUEST_ID, bearer, cookie,
};
