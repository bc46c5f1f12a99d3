//! The path that endpoints are mounted below.

use std::{fmt, str::FromStr};

use super::text::text_option;
use crate::option_schema::annotations::written_out;

/// A path that other paths are appended to, such as `/api`.
///
/// It begins with `/`, does not end with `/`, and consists of plain segments, so that the router
/// and every browser understand it as the same path.
///
/// ```
/// use nevr_config::BasePath;
///
/// let api: BasePath = "/api".parse()?;
/// assert_eq!(api.join("/cart"), "/api/cart");
/// assert!("/api/".parse::<BasePath>().is_err());
/// # Ok::<(), nevr_config::BasePathError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BasePath(String);

/// Why a text is not a base path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BasePathError {
    /// It does not begin with `/`.
    #[error("a path begins with `/`")]
    Relative,
    /// It is `/`.
    #[error("`/` alone would take every path of the app: write one such as `/api`")]
    Root,
    /// It ends with `/`.
    #[error("the path is written without the `/` at its end")]
    TrailingSlash,
    /// It contains `//`, `/./` or `/../`.
    #[error("a path has no empty, `.` or `..` segments")]
    Segment,
    /// It contains characters that must be escaped in a URL, or that have a meaning for the router.
    #[error("a path is made of letters, digits, `-`, `_`, `.` and `~` between its slashes")]
    Character,
}

impl BasePath {
    /// Returns `/api`, the default.
    pub fn api() -> Self {
        Self("/api".to_owned())
    }

    /// Returns the path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Appends `below`, which must begin with `/` or be empty.
    pub fn join(&self, below: &str) -> String {
        format!("{}{below}", self.0)
    }
}

impl FromStr for BasePath {
    type Err = BasePathError;

    fn from_str(text: &str) -> Result<Self, BasePathError> {
        let segments = text.strip_prefix('/').ok_or(BasePathError::Relative)?;
        if segments.is_empty() {
            return Err(BasePathError::Root);
        }
        if segments.ends_with('/') {
            return Err(BasePathError::TrailingSlash);
        }
        if segments.split('/').any(|segment| matches!(segment, "" | "." | "..")) {
            return Err(BasePathError::Segment);
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.~/".contains(c);
        if !segments.chars().all(plain) {
            return Err(BasePathError::Character);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for BasePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_option!(BasePath, "a path such as \"/api\"", written_out);
