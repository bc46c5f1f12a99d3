//! One secret, or several while one replaces another.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, SeqAccess, Visitor},
};

use super::deferred::Deferred;
use crate::read::SECRET;

/// A secret, or a list of them of which the first signs and all verify. Never empty. Written out
/// in the file, it makes a warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secrets {
    first: Deferred,
    others: Vec<Deferred>,
}

impl Secrets {
    /// These secrets; the first signs.
    pub fn new(first: Deferred, others: impl IntoIterator<Item = Deferred>) -> Self {
        Self { first, others: others.into_iter().collect() }
    }

    /// The one that signs.
    pub fn first(&self) -> &Deferred {
        &self.first
    }

    /// All of them, the one that signs first.
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
