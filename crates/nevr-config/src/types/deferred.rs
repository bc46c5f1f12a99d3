//! A string whose variables are only looked up when it is used.

use std::{borrow::Cow, fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::text::{self, TextOption};
use crate::{
    option_schema::annotations::DEFERRED,
    source::variables::Variables,
    tree::template::{MissingVariable, ReferenceError, Template},
};

/// A string that keeps its `${NAME}` until it is used: a secret, or a URL with a password.
///
/// Commands that do not use the value, such as `nevr check` and `nevr generate`, run without the
/// variable being set, and cannot show its value. `Display`, `Debug` and `Serialize` show the text
/// as written if it consists of references alone, and `[redacted]` otherwise.
///
/// ```
/// use nevr_config::{Deferred, Variables};
///
/// let secret: Deferred = "${NEVR_AUTH_SECRET}".parse()?;
/// assert_eq!(secret.to_string(), "${NEVR_AUTH_SECRET}");
/// let variables = Variables::fixed([("NEVR_AUTH_SECRET", "hunter2")]);
/// assert_eq!(secret.resolve(&variables)?, "hunter2");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Deferred {
    written: String,
    template: Template,
}

impl Deferred {
    /// Returns the value, with every reference replaced by the value of its variable.
    pub fn resolve(&self, variables: &Variables) -> Result<String, MissingVariable> {
        self.template.expand(variables)
    }

    /// Returns whether the value is written into the file, without a reference to a variable.
    pub fn is_literal(&self) -> bool {
        !self.template.has_references()
    }

    /// Returns the plain text before the first reference.
    pub fn leading_text(&self) -> &str {
        self.template.leading_text()
    }
}

impl FromStr for Deferred {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        Ok(Self { template: Template::parse(text)?, written: text.to_owned() })
    }
}

impl fmt::Display for Deferred {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = if self.template.is_only_references() { &self.written } else { "[redacted]" };
        f.write_str(shown)
    }
}

impl fmt::Debug for Deferred {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Deferred({self})")
    }
}

impl Serialize for Deferred {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl TextOption for Deferred {
    const EXPECTED: &'static str = "a string such as \"${NAME}\"";
}

impl<'de> Deserialize<'de> for Deferred {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text::deserialize(deserializer)
    }
}

impl JsonSchema for Deferred {
    fn schema_name() -> Cow<'static, str> {
        "Deferred".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let mut schema = schemars::json_schema!({ "type": "string" });
        schema.insert(DEFERRED.to_owned(), true.into());
        schema
    }
}
