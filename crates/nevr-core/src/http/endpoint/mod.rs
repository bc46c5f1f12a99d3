//! Endpoints as data, and how plugins register them.
//!
//! - `routes`, `builder`: how a plugin registers an endpoint, and what it declares about it
//! - `endpoint`, `limit`: an endpoint and its limits, as data
//! - `outcome`, `returned`: what a handler returns, and rows in answers
//! - `assembly`: the endpoints of all plugins, described and checked together

mod assembly;
mod builder;
#[allow(clippy::module_inception, reason = "the endpoint is what the folder is about")]
mod endpoint;
mod limit;
mod outcome;
mod returned;
mod routes;

pub(crate) use assembly::{Assembly, common_codes};
pub use builder::EndpointBuilder;
pub use endpoint::Endpoint;
pub use limit::{EndpointLimit, Per};
pub use outcome::Outcome;
pub use returned::Returned;
pub use routes::Routes;
