//! The hot paths.

mod list;
mod parts;
mod requests;

pub use list::{all, beside_plugins, find};
