//! The public address.

use std::{fmt, str::FromStr};

use super::{
    origin::{Origin, OriginError},
    text::text_option,
};

/// The address that people's browsers know this server by: an [`Origin`], since the path is
/// `basePath`'s. https makes cookies `Secure`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BaseUrl(Origin);

impl BaseUrl {
    /// The origin that counts as the same origin.
    pub fn origin(&self) -> &Origin {
        &self.0
    }

    /// Whether the scheme is https.
    pub fn is_https(&self) -> bool {
        self.0.is_https()
    }
}

impl FromStr for BaseUrl {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        text.parse().map(Self)
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

text_option!(BaseUrl, "the server's public address, such as \"https://shop.example\"");
