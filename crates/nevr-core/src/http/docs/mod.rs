//! `/docs`: a page to read and try the API, made of files inside the binary.
//!
//! - `path`: where the page is
//! - `file`: a file as an answer
//! - `files`: the list of the files
//! - `page`: the files themselves. Browsers run them as they are: there is no build step.

#[cfg(feature = "docs")]
mod file;
#[cfg(feature = "docs")]
mod files;
mod path;

#[cfg(feature = "docs")]
pub(crate) use files::serve;
pub(crate) use path::PATH;
