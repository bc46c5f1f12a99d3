//! `/docs`: a page to read and try the API, from files inside the binary.
//!
//! - `file`: a file, and how it is answered
//! - `files`: the files there are
//! - `page`: the files themselves: HTML, CSS and JavaScript as browsers take them, with no build step

mod file;
mod files;

pub(crate) use files::{PATH, serve};
