//! The path of the page.

/// The path of the page, below the base path; `None` in a program that is built without the feature
/// `docs`. The page's other files are below it.
pub(crate) const PATH: Option<&str> = if cfg!(feature = "docs") { Some("/docs") } else { None };
