//! The wire: endpoints as data, the pipeline that every request goes through, and the one envelope
//! for errors.

mod address;
mod app_handle;
mod argument;
mod assembly;
mod authentication;
mod bearer;
mod checks;
pub mod cookie;
mod credential;
mod ctx;
pub(crate) mod docs;
mod endpoint;
mod entity_io;
mod error;
mod extract;
mod forwarded;
pub mod json;
mod mount;
mod operation;
mod origin_policy;
pub(crate) mod pipeline;
mod reply;
mod request_id;

pub use app_handle::AppHandle;
pub(crate) use app_handle::Serving;
pub use argument::{Argument, Arguments, Incoming, Json, Path, Query};
pub(crate) use assembly::{Assembly, common_codes};
pub use authentication::Authentication;
pub use bearer::{Bearer, bearer};
pub use checks::{Checks, Invalid, InvalidValue};
pub use cookie::{InvalidCookie, SetCookie};
pub use credential::{Identity, Presented, Presents};
pub use ctx::Ctx;
pub use endpoint::{Adding, Endpoint, EndpointLimit, Outcome, Per, Routes};
pub use entity_io::{JsonChanges, JsonWith, Returned};
pub use error::HttpError;
pub use extract::identified;
pub use forwarded::{Proxies, Resolved};
pub(crate) use mount::Table;
pub use operation::{Describe, Operation, SessionUse};
pub use origin_policy::{OriginPolicy, OriginRefusal};
pub use request_id::{InvalidRequestId, RequestId, X_REQUEST_ID};
