//! Sessions: their policies, and how they begin, are found, are extended and end.

mod authentication;
mod credential;
mod policy;
mod service;

pub use credential::{SessionCredential, Transport};
pub use policy::{Policies, SessionPolicy};
pub use service::{Authenticated, NewSession, Sessions};
