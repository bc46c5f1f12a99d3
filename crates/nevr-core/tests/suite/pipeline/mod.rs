//! The pipeline that every request goes through, from outside.

mod arguments;
mod bodies;
mod faults;
mod headers;
pub(crate) mod lab;
mod limits;
mod methods;
mod origins;
mod spellings;
mod wire;
