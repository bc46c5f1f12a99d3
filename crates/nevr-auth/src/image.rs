//! The URLs of users' pictures.

use std::fmt;

use serde::Serialize;
use url::Url;

/// The largest number of characters of a URL.
const MAX_CHARS: usize = 2048;

/// An absolute http or https URL of at most 2048 characters, in its normal form.
///
/// The normal form (WHATWG URL) is ASCII: what a page puts into `src` is what was checked here.
/// The server itself never fetches it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct ImageUrl(String);

/// Why a text is not the URL of a picture. The messages never repeat the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImageUrlError {
    /// Not an absolute URL, or one with another scheme (`javascript:`, `data:`, …).
    #[error("must be an http or https URL")]
    NotHttp,
    /// Over 2048 characters, as written or in the normal form.
    #[error("must be a URL of at most 2048 characters")]
    TooLong,
    /// A user name or a password before the host.
    #[error("must be a URL without a user name or password in it")]
    Credentials,
}

impl ImageUrlError {
    /// Returns the stable code of this problem in an error's `details`.
    pub const fn code(&self) -> &'static str {
        "INVALID_IMAGE"
    }
}

impl ImageUrl {
    /// Reads a URL and normalises it.
    pub fn parse(raw: &str) -> Result<Self, ImageUrlError> {
        // The URL parser would drop these silently (`java\nscript:`) and read another URL.
        if raw.chars().any(char::is_control) {
            return Err(ImageUrlError::NotHttp);
        }
        let raw = raw.trim();
        check_length(raw)?;
        let url = Url::parse(raw).map_err(|_| ImageUrlError::NotHttp)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(ImageUrlError::NotHttp);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(ImageUrlError::Credentials);
        }
        // Percent-encoding makes text longer.
        check_length(url.as_str())?;
        Ok(Self(url.into()))
    }

    /// Returns the URL as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn check_length(text: &str) -> Result<(), ImageUrlError> {
    if text.chars().count() > MAX_CHARS { Err(ImageUrlError::TooLong) } else { Ok(()) }
}

impl fmt::Display for ImageUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<ImageUrl> for String {
    fn from(image: ImageUrl) -> Self {
        image.0
    }
}
