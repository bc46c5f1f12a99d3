//! The token of a session, and passwords.

use std::fmt;

use reqwest::header::HeaderValue;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The token of a session, as sent in `Authorization: Bearer`. A program that has it is signed in, so
/// `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

/// The error for a text that can't be a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a token is made of printable ASCII without spaces, and is not empty")]
pub struct InvalidToken;

impl Token {
    /// Makes a token of a text that was stored.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidToken> {
        let text = text.into();
        let fine = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        if fine { Ok(Self(text)) } else { Err(InvalidToken) }
    }

    /// Returns the token as text. Store it in a safe place.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Returns the value of the header `Authorization`.
    pub(crate) fn header(&self) -> Result<HeaderValue, InvalidToken> {
        let text = format!("Bearer {}", self.0);
        let mut value = HeaderValue::from_str(&text).map_err(|_| InvalidToken)?;
        value.set_sensitive(true);
        Ok(value)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

impl<'de> Deserialize<'de> for Token {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// A password to send. `Debug` does not show it.
#[derive(Clone)]
pub(crate) struct Password(String);

impl Password {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

impl Serialize for Password {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_can_not_stand_in_a_header_is_no_token() {
        for text in ["", "a b", "a\r\nb", "ä", "\u{7f}"] {
            assert_eq!(Token::new(text), Err(InvalidToken), "{text:?}");
        }
    }

    #[test]
    fn no_debug_shows_a_secret() {
        let token = Token::new("secret").unwrap();
        let shown =
            format!("{token:?} {:?} {:?}", token.header().unwrap(), Password::new("secret"));
        assert!(!shown.contains("secret"), "{shown}");
    }
}
