//! The span of time that a rate limit counts over.

use std::{borrow::Cow, fmt, time::Duration};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, Unexpected, Visitor},
};

use super::amount::{DurationError, MOST_SECONDS, TIME_PATTERN, duration};
use crate::option_schema::annotations::MILLISECONDS;

/// The window of a rate limit: a whole number of **milliseconds**, unlike every other duration in
/// the file, or a string with a unit. At least a millisecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WindowLength(pub(super) Duration);

const MOST_MILLIS: u64 = MOST_SECONDS * 1000;

impl Serialize for WindowLength {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(u64::try_from(self.0.as_millis()).unwrap_or(MOST_MILLIS))
    }
}

impl<'de> Deserialize<'de> for WindowLength {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WindowLengthVisitor)
    }
}

struct WindowLengthVisitor;

impl Visitor<'_> for WindowLengthVisitor {
    type Value = WindowLength;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a window: a whole number of milliseconds from 1, or a string such as \"60s\" or \
             \"15m\"",
        )
    }

    fn visit_u64<E: de::Error>(self, millis: u64) -> Result<WindowLength, E> {
        match millis {
            1..=MOST_MILLIS => Ok(WindowLength(Duration::from_millis(millis))),
            0 => Err(E::invalid_value(Unexpected::Unsigned(millis), &self)),
            _ => Err(E::custom("a window is at most 1000 years")),
        }
    }

    fn visit_i64<E: de::Error>(self, millis: i64) -> Result<WindowLength, E> {
        match u64::try_from(millis) {
            Ok(millis) => self.visit_u64(millis),
            Err(_) => Err(E::invalid_value(Unexpected::Signed(millis), &self)),
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<WindowLength, E> {
        match duration(text) {
            Ok(window) if !window.is_zero() => Ok(WindowLength(window)),
            Err(DurationError::TooLong) => Err(E::custom("a window is at most 1000 years")),
            _ => Err(E::invalid_value(Unexpected::Str(text), &self)),
        }
    }
}

impl JsonSchema for WindowLength {
    fn schema_name() -> Cow<'static, str> {
        "Window".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A number of milliseconds, or a string with a unit: \"60s\", \"15m\"",
            "anyOf": [
                { "type": "integer", "minimum": 1, "maximum": MOST_MILLIS, MILLISECONDS: true },
                { "type": "string", "pattern": TIME_PATTERN },
            ],
        })
    }
}
