//! Names of entities and fields.

use std::{fmt, str::FromStr};

use schemars::Schema;
use serde_json::json;

use super::text::text_option;

/// What a name looks like, for the JSON Schema.
pub(crate) const NAME_PATTERN: &str = "^[a-z][A-Za-z0-9]{0,47}$";

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

/// Says of the schema of a map that its keys are names of entities or fields, for
/// `#[schemars(transform = keys_are_names)]`. Reading the map then reports those that are none, and
/// what stands behind them is read and checked all the same.
pub fn keys_are_names(schema: &mut Schema) {
    schema.insert("propertyNames".to_owned(), json!({ "pattern": NAME_PATTERN }));
}
