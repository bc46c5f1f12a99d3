//! Names of entities and fields.

use std::{fmt, hash::Hash, str::FromStr};

use indexmap::IndexMap;
use serde::{Deserialize, Deserializer};

use super::text::text_option;

/// A name that is the same in TOML, Rust, SQL, JSON and TypeScript: a small letter, then up to 47
/// letters and digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// The text is not a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a name begins with a small letter and goes on with letters and digits, 48 at most, such as \
     `cartItem`"
)]
pub struct NameError;

impl Name {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0
    }
}

impl FromStr for Name {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let sound = text.len() <= 48
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.chars().all(|c| c.is_ascii_alphanumeric());
        if sound { Ok(Self(text.to_owned())) } else { Err(NameError) }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_option!(Name, "a name such as \"cartItem\"");

/// Reads a table whose keys are names, for `deserialize_with`.
pub(in crate::config) fn keyed<'de, K, V, D>(deserializer: D) -> Result<IndexMap<K, V>, D::Error>
where
    K: From<Name> + Hash + Eq,
    V: Deserialize<'de>,
    D: Deserializer<'de>,
{
    let named = IndexMap::<Name, V>::deserialize(deserializer)?;
    Ok(named.into_iter().map(|(name, value)| (name.into(), value)).collect())
}
