//! A secret, or several while a new one replaces an old one.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, SeqAccess, Visitor},
};

use super::deferred::Deferred;
use crate::option_schema::annotations::SECRET;

/// A secret, or a list of secrets: the first one signs, and all of them verify.
///
/// To replace a secret, put the new one in front and remove the old one when everything that it
/// signed has expired. The list is never empty. A secret that is written into the file instead of
/// coming from a variable makes a warning.
///
/// ```
/// use nevr_config::{Secrets, Variables};
///
/// let secrets: Secrets = serde_json::from_str(r#"["${NEW_SECRET}", "${OLD_SECRET}"]"#)?;
/// let variables = Variables::fixed([("NEW_SECRET", "correct horse")]);
/// assert_eq!(secrets.first().resolve(&variables)?, "correct horse");
/// assert_eq!(secrets.iter().count(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secrets {
    first: Deferred,
    others: Vec<Deferred>,
}

impl Secrets {
    /// Creates secrets of which `first` signs.
    pub fn new(first: Deferred, others: impl IntoIterator<Item = Deferred>) -> Self {
        Self { first, others: others.into_iter().collect() }
    }

    /// Returns the secret that signs.
    pub fn first(&self) -> &Deferred {
        &self.first
    }

    /// Returns all secrets, beginning with the one that signs.
    pub fn iter(&self) -> impl Iterator<Item = &Deferred> {
        std::iter::once(&self.first).chain(&self.others)
    }
}

impl Serialize for Secrets {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.others.is_empty() {
            return self.first.serialize(serializer);
        }
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Secrets {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SecretsVisitor)
    }
}

struct SecretsVisitor;

impl<'de> Visitor<'de> for SecretsVisitor {
    type Value = Secrets;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string such as \"${NAME}\", or a list of them, of which the first signs")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Secrets, E> {
        Ok(Secrets::new(text.parse().map_err(E::custom)?, []))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Secrets, A::Error> {
        let Some(first) = list.next_element()? else {
            return Err(de::Error::custom("the list needs at least one secret"));
        };
        let mut others = Vec::new();
        while let Some(other) = list.next_element()? {
            others.push(other);
        }
        Ok(Secrets { first, others })
    }
}

impl JsonSchema for Secrets {
    fn schema_name() -> Cow<'static, str> {
        "Secrets".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut one = Deferred::json_schema(generator);
        one.insert(SECRET.to_owned(), true.into());
        json_schema!({
            "description": "A secret, or a list of them: the first signs, all verify",
            "anyOf": [one.clone(), { "type": "array", "items": one, "minItems": 1 }],
        })
    }
}
