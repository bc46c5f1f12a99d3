//! `/docs`: a page to read and try the API, made of files inside the binary.
//!
//! - `file`: a file as an answer
//! - `files`: the list of the files
//! - `page`: the files themselves. Browsers run them as they are: there is no build step.

mod file;
mod files;

pub(crate) use files::{PATH, serve};
