//! Endpoints as data, and how plugins register them.
//!
//! - `routes`, `builder`: how a plugin registers an endpoint, and what it declares about it
//! - `endpoint`, `limit`: an endpoint and its limits, as data
//! - `outcome`, `returned`: what a handler returns, and rows in answers
//! - `endpoint_set`: the endpoints of all plugins, described and checked together

mod builder;
#[allow(clippy::module_inception, reason = "the endpoint is what the folder is about")]
mod endpoint;
mod endpoint_set;
mod limit;
mod outcome;
mod returned;
mod routes;

pub use builder::EndpointBuilder;
pub use endpoint::Endpoint;
pub(crate) use endpoint_set::{EndpointSet, common_codes};
pub use limit::{EndpointLimit, Per};
pub use outcome::Outcome;
pub use returned::Returned;
pub use routes::Routes;
