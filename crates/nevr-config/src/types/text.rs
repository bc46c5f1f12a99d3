//! Options that are a string of a certain form.

use std::{fmt, marker::PhantomData, str::FromStr};

use serde::{
    Deserializer,
    de::{self, Visitor},
};

/// An option that is parsed from a string.
pub(super) trait TextOption: FromStr {
    /// What is expected instead of another type of value, for example
    /// `an origin such as "https://shop.example"`.
    const EXPECTED: &'static str;
}

/// Deserializes a string and parses it.
pub(super) fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: TextOption<Err: fmt::Display>,
    D: Deserializer<'de>,
{
    deserializer.deserialize_str(TextVisitor(PhantomData))
}

struct TextVisitor<T>(PhantomData<T>);

impl<T: TextOption<Err: fmt::Display>> Visitor<'_> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

/// Implements [`TextOption`], serde and JSON Schema for a type with `FromStr` and `Display`. A
/// transform may add to the schema.
macro_rules! text_option {
    ($type:ident, $expected:literal $(, $transform:path)?) => {
        impl super::text::TextOption for $type {
            const EXPECTED: &'static str = $expected;
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                super::text::deserialize(deserializer)
            }
        }

        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                #[allow(unused_mut, reason = "not every type has a transform")]
                let mut schema = schemars::json_schema!({ "type": "string", "minLength": 1 });
                $($transform(&mut schema);)?
                schema
            }
        }
    };
}

pub(super) use text_option;
