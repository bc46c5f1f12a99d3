//! The wire: endpoints as data, the pipeline that every request goes through, and the one envelope
//! for errors.

mod bearer;
mod client_address;
pub mod cookie;
mod error;
mod forwarded;
pub mod json;
mod origin;
mod origin_policy;
mod request_id;

pub use bearer::{Bearer, bearer};
pub use client_address::{ClientAddress, ClientKey};
pub use error::{Code, Detail, HttpError, Wire, WireError, codes};
pub use forwarded::{Proxies, Resolved};
pub use origin::{InvalidOrigin, Origin};
pub use origin_policy::{OriginPolicy, OriginRefusal, Presents};
pub use request_id::{InvalidRequestId, RequestId, X_REQUEST_ID};
