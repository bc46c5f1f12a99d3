//! The name of an entity or a field.

use std::{borrow::Borrow, borrow::Cow, fmt, ops::Deref};

use serde::Serialize;

/// The name of an entity or a field, of the form `[a-z][A-Za-z0-9]{0,47}`.
///
/// Creating one from a literal is cheap and never fails: names are checked when the schema is
/// [merged](crate::merge), so that a bad one is reported with the plugin that declared it.
///
/// ```
/// use nevr_schema::Name;
///
/// assert!(Name::from("cartItem").is_valid());
/// assert!(!Name::from("cart_item").is_valid());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Name(Cow<'static, str>);

impl Name {
    /// The greatest length in characters. Every database accepts such a name with the suffix of an
    /// index.
    pub const MAX_LENGTH: usize = 48;

    /// Returns the name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether every database, JSON and TypeScript accept the name as it is.
    pub fn is_valid(&self) -> bool {
        self.0.len() <= Self::MAX_LENGTH
            && self.0.starts_with(|c: char| c.is_ascii_lowercase())
            && self.0.chars().all(|c| c.is_ascii_alphanumeric())
    }
}

impl Deref for Name {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Name {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<&'static str> for Name {
    fn from(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }
}

impl From<String> for Name {
    fn from(name: String) -> Self {
        Self(Cow::Owned(name))
    }
}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Name {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
