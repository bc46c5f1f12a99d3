//! A few words that people read.

use std::{fmt, str::FromStr};

use super::text::text_option;

/// A name or a version for people to read: one line of at most 100 characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Title(String);

/// The text is not a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected 1 to 100 characters on one line, without spaces at the beginning or the end")]
pub struct TitleError;

impl Title {
    /// The most characters of a title.
    const MOST: usize = 100;

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Title {
    type Err = TitleError;

    fn from_str(text: &str) -> Result<Self, TitleError> {
        let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
        let length = text.chars().count();
        if !(1..=Self::MOST).contains(&length) || text.trim() != text || text.contains(breaks) {
            return Err(TitleError);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Title {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_option!(Title, "a text such as \"Corner shop\"");
