//! The server's public address.

use std::{fmt, str::FromStr};

use super::{
    origin::{Origin, OriginError},
    text::text_option,
};

/// The address by which browsers reach this server, such as `https://shop.example`.
///
/// It is an [`Origin`], without a path: the path is the option `basePath`. With https, cookies are
/// `Secure`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BaseUrl(Origin);

impl BaseUrl {
    /// Returns the origin, which the origin check treats as the same origin.
    pub fn origin(&self) -> &Origin {
        &self.0
    }

    /// Returns whether the scheme is https.
    pub fn is_https(&self) -> bool {
        self.0.is_https()
    }
}

impl FromStr for BaseUrl {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        match text.parse::<Origin>() {
            Ok(origin) if origin.host().is_some() => Ok(Self(origin)),
            Ok(_) | Err(OriginError::Scheme) => Err(OriginError::NoServer),
            Err(error) => Err(error),
        }
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

text_option!(BaseUrl, "the server's public address, such as \"https://shop.example\"");
