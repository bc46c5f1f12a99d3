//! The path that endpoints live below.

use std::{fmt, str::FromStr};

use super::text::text_option;

/// A path that others are put behind: it begins with `/`, does not end with one, and is made of
/// plain segments, so that the router and every browser see the same path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BasePath(String);

/// The text is not such a path.
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
    /// `//`, `/./` or `/../`.
    #[error("a path has no empty, `.` or `..` segments")]
    Segment,
    /// Characters that need an escape, or that a router understands as its own.
    #[error("a path is made of letters, digits, `-`, `_`, `.` and `~` between its slashes")]
    Character,
}

impl BasePath {
    /// `/api`.
    pub fn api() -> Self {
        Self("/api".to_owned())
    }

    /// The path, for example `/api`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path with `below`, which begins with `/` or is empty, behind it.
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

text_option!(BasePath, "a path such as \"/api\"");
