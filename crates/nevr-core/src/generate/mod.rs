//! Documents and files that follow from a description.

mod openapi;

pub use openapi::openapi;
