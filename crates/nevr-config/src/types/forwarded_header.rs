//! The header in which a proxy passes on the client's address.

use std::{fmt, str::FromStr};

use http::header::HeaderName;

use super::text::text_option;

/// The headers that common proxies set, in their usual spelling.
const WELL_KNOWN: [&str; 6] = [
    "X-Forwarded-For",
    "Forwarded",
    "X-Real-IP",
    "CF-Connecting-IP",
    "True-Client-IP",
    "Fly-Client-IP",
];

/// The name of the header in which a trusted proxy passes on the client's address.
///
/// Exactly one header is read: a proxy that sets one leaves the others as the client sent them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForwardedHeader {
    name: HeaderName,
}

/// The text is not a valid name of a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected the name of one header, such as `X-Forwarded-For`, `Forwarded` or `X-Real-IP`")]
pub struct ForwardedHeaderError;

impl ForwardedHeader {
    /// Returns the name, to look the header up with.
    pub fn name(&self) -> &HeaderName {
        &self.name
    }

    /// Returns whether the header's value has the syntax of RFC 7239 (`for=192.0.2.1;proto=https`)
    /// rather than being a list of addresses.
    pub fn is_rfc7239(&self) -> bool {
        self.name.as_str() == "forwarded"
    }
}

/// Returns `X-Forwarded-For`.
impl Default for ForwardedHeader {
    fn default() -> Self {
        Self { name: HeaderName::from_static("x-forwarded-for") }
    }
}

impl FromStr for ForwardedHeader {
    type Err = ForwardedHeaderError;

    fn from_str(text: &str) -> Result<Self, ForwardedHeaderError> {
        let name = HeaderName::from_bytes(text.as_bytes()).map_err(|_| ForwardedHeaderError)?;
        Ok(Self { name })
    }
}

impl fmt::Display for ForwardedHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name.as_str();
        f.write_str(
            WELL_KNOWN.iter().find(|known| known.eq_ignore_ascii_case(name)).unwrap_or(&name),
        )
    }
}

text_option!(ForwardedHeader, "the name of a header, such as \"X-Forwarded-For\"");
