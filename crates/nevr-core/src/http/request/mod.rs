//! What the head of a request tells, read without input or output.

mod bearer;
pub mod cookie;
mod credential;
mod forwarded;
mod origin_policy;
mod request_id;

pub use bearer::{Bearer, bearer};
pub use cookie::{InvalidCookie, SetCookie};
pub use credential::{Identity, Presented, Presents};
pub use forwarded::{Proxies, Resolved};
pub use origin_policy::{OriginPolicy, OriginRefusal};
pub use request_id::{InvalidRequestId, RequestId, X_REQUEST_ID};
