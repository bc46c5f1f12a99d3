//! Endpoints as data, and how plugins register them.

mod assembly;
#[allow(clippy::module_inception, reason = "the endpoint is what the folder is about")]
mod endpoint;

pub(crate) use assembly::{Assembly, common_codes};
pub use endpoint::{Adding, Endpoint, EndpointLimit, Outcome, Per, Routes};
