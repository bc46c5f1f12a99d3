//! The way of a request, from actix's router to the answer.
//!
//! - `route_table`, `mount`: the endpoints by path, and as a service of an actix app
//! - `serve`: the steps, in their order; `context`, `body`, `limits`: those that need some lines
//! - `reply`: the headers of every answer
//! - `extract`: the same look-up for the handlers of the app's own

mod body;
mod context;
mod extract;
mod limits;
mod mount;
mod reply;
mod route_table;
mod serve;

pub use extract::{TrustedPage, identify_request};
pub(crate) use mount::mount;
pub(crate) use route_table::RouteTable;
pub(crate) use serve::refuse;
