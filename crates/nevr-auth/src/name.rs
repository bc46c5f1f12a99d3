//! The names of users.

use std::fmt;

use serde::Serialize;

/// The largest number of characters of a name; the column is a `string` of 255.
const MAX_CHARS: usize = 255;

/// The name of a user: 1 to 255 characters, without white space around it or control characters.
///
/// It is text for people and may contain markup: escape it where you print it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct UserName(String);

/// Why a text is not a name. The messages never repeat the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UserNameError {
    /// The text is empty, or only white space.
    #[error("must not be empty")]
    Empty,
    /// Over 255 characters.
    #[error("must have at most 255 characters")]
    TooLong,
    /// A line break, a tab, NUL or another control character.
    #[error("must not contain line breaks or other control characters")]
    ControlCharacter,
}

impl UserNameError {
    /// Returns the stable code of this problem in an error's `details`.
    pub const fn code(&self) -> &'static str {
        "INVALID_NAME"
    }
}

impl UserName {
    /// Removes white space around the text, and checks the rest.
    pub fn parse(raw: &str) -> Result<Self, UserNameError> {
        if raw.chars().any(char::is_control) {
            return Err(UserNameError::ControlCharacter);
        }
        let name = raw.trim();
        if name.is_empty() {
            return Err(UserNameError::Empty);
        }
        if name.chars().count() > MAX_CHARS {
            return Err(UserNameError::TooLong);
        }
        Ok(Self(name.to_owned()))
    }

    /// Returns the name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UserName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<UserName> for String {
    fn from(name: UserName) -> Self {
        name.0
    }
}
