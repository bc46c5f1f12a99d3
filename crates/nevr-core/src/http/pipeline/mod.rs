//! The way of a request, from the router to the answer.

mod extract;
mod mount;
mod reply;
mod serve;

pub use extract::identified;
pub(crate) use mount::Table;
pub(crate) use serve::refuse;
