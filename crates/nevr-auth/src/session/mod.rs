//! Sessions: their policies, and how they begin, are found, are extended and end.

mod authentication;
mod cookie;
mod credential;
mod policy;
mod service;

pub(crate) use cookie::SessionCookie;
pub use credential::{SessionCredential, Transport};
pub use policy::SessionPolicy;
pub(crate) use policy::{Policies, own_policies};
pub use service::{Authenticated, NewSession, Sessions};
