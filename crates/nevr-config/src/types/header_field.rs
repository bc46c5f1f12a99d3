//! The name of an HTTP header.

use std::{fmt, str::FromStr};

use http::header::HeaderName;

use super::text::text_option;

/// The name of an HTTP header, in the spelling of the file. Names are compared without case.
#[derive(Clone, Debug)]
pub struct HeaderField(String);

/// The text is not the name of one header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected the name of one header, such as `X-Trace`: no `*`, no list")]
pub struct HeaderFieldError;

impl HeaderField {
    /// Returns the name as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PartialEq for HeaderField {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for HeaderField {}

impl FromStr for HeaderField {
    type Err = HeaderFieldError;

    fn from_str(text: &str) -> Result<Self, HeaderFieldError> {
        // `*` is a token, but with credentials it is a header of that name and no wildcard (Fetch,
        // 3.2.3).
        match HeaderName::from_bytes(text.as_bytes()) {
            Ok(_) if !text.contains('*') => Ok(Self(text.to_owned())),
            _ => Err(HeaderFieldError),
        }
    }
}

impl fmt::Display for HeaderField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_option!(HeaderField, "the name of a header, such as \"X-Trace\"");
