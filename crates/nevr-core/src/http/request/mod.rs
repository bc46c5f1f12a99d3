//! What the headers of a request tell. Everything here reads headers only: it needs no body, no
//! database and no running app.
//!
//! - `request_id`: the id of a request in logs and in the answer
//! - `trusted_proxies`, `forwarded`: the client's address behind proxies; the grammar of their
//!   headers
//! - `credential`, `bearer`, [`cookie`]: what proves who sends the request
//! - `origin_policy`, `method`: the origin check, and the methods that need it

mod bearer;
pub mod cookie;
mod credential;
mod forwarded;
mod method;
mod origin_policy;
mod request_id;
mod trusted_proxies;

pub use bearer::{Bearer, bearer};
pub use cookie::{InvalidCookie, SetCookie};
pub use credential::{CredentialSource, Identity, PresentedCredential};
pub(crate) use method::changes_state;
pub(crate) use origin_policy::SEC_FETCH_SITE;
pub use origin_policy::{OriginPolicy, OriginRefusal};
pub use request_id::{InvalidRequestId, RequestId, X_REQUEST_ID};
pub use trusted_proxies::{ResolvedClient, TrustedProxies};
