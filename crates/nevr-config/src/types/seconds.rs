//! A duration.

use std::{borrow::Cow, fmt, time::Duration};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, Unexpected, Visitor},
};

use super::amount::{DurationError, MOST_SECONDS, TIME_PATTERN, duration, spell};

/// A duration as an option: a whole number of seconds, or a string with a unit.
///
/// The units are `ms`, `s`, `m`, `h`, `d` and `w`. A duration is at most a thousand years. Zero is
/// accepted; an option for which it makes no sense must check that itself.
///
/// ```
/// use std::time::Duration;
///
/// use nevr_config::Seconds;
///
/// let lifetime: Seconds = serde_json::from_str("\"30d\"")?;
/// assert_eq!(lifetime, Seconds::days(30));
/// assert_eq!(serde_json::from_str::<Seconds>("90")?.duration(), Duration::from_secs(90));
/// assert_eq!(lifetime.to_string(), "30d");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seconds(Duration);

impl Seconds {
    /// Creates a duration of whole seconds.
    pub const fn new(seconds: u64) -> Self {
        Self(Duration::from_secs(seconds))
    }

    /// Creates a duration of whole minutes.
    pub const fn minutes(minutes: u32) -> Self {
        Self(Duration::from_secs(minutes as u64 * 60))
    }

    /// Creates a duration of whole hours.
    pub const fn hours(hours: u32) -> Self {
        Self(Duration::from_secs(hours as u64 * 60 * 60))
    }

    /// Creates a duration of whole days.
    pub const fn days(days: u32) -> Self {
        Self(Duration::from_secs(days as u64 * 24 * 60 * 60))
    }

    /// Returns the duration for use with the standard library.
    pub const fn duration(self) -> Duration {
        self.0
    }
}

impl From<Duration> for Seconds {
    fn from(duration: Duration) -> Self {
        Self(duration)
    }
}

impl From<Seconds> for Duration {
    fn from(seconds: Seconds) -> Self {
        seconds.0
    }
}

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&spell(self.0))
    }
}

impl Serialize for Seconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SecondsVisitor)
    }
}

struct SecondsVisitor;

impl Visitor<'_> for SecondsVisitor {
    type Value = Seconds;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a duration: a whole number of seconds, or a string such as \"2w\", \"30d\", \
             \"12h\", \"15m\", \"2s\" or \"500ms\"",
        )
    }

    fn visit_u64<E: de::Error>(self, seconds: u64) -> Result<Seconds, E> {
        if seconds > MOST_SECONDS {
            return Err(E::custom("a duration is at most 1000 years"));
        }
        Ok(Seconds::new(seconds))
    }

    fn visit_i64<E: de::Error>(self, seconds: i64) -> Result<Seconds, E> {
        match u64::try_from(seconds) {
            Ok(seconds) => self.visit_u64(seconds),
            Err(_) => Err(E::invalid_value(Unexpected::Signed(seconds), &self)),
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Seconds, E> {
        duration(text).map(Seconds).map_err(|error| match error {
            DurationError::Malformed => E::invalid_value(Unexpected::Str(text), &self),
            DurationError::TooLong => E::custom("a duration is at most 1000 years"),
        })
    }
}

impl JsonSchema for Seconds {
    fn schema_name() -> Cow<'static, str> {
        "Seconds".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A number of seconds, or a string with a unit: \"2w\", \"30d\", \"12h\", \"15m\", \"2s\", \"500ms\"",
            "anyOf": [
                { "type": "integer", "minimum": 0, "maximum": MOST_SECONDS },
                { "type": "string", "pattern": TIME_PATTERN },
            ],
        })
    }
}
