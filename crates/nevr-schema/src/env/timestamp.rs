//! A moment, and its form as text.

use std::{fmt, time::Duration};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::timestamp_text;

/// A moment in UTC, in whole milliseconds since the Unix epoch.
///
/// Every time that nevr stores or sends has this precision on every database, so that what is read
/// equals what was written. In JSON it is a string in RFC 3339 with milliseconds and `Z`.
///
/// ```
/// use std::time::Duration;
///
/// use nevr_schema::env::Timestamp;
///
/// let noon: Timestamp = "2026-01-31T13:00:00+01:00".parse()?;
/// assert_eq!(noon.to_string(), "2026-01-31T12:00:00.000Z");
/// assert_eq!((noon + Duration::from_secs(60)).since(noon), Duration::from_secs(60));
/// # Ok::<(), nevr_schema::env::InvalidTimestamp>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 0000-01-01T00:00:00.000Z and 9999-12-31T23:59:59.999Z, the limits of RFC 3339.
    const FIRST: i64 = -62_167_219_200_000;
    const LAST: i64 = 253_402_300_799_999;

    /// Creates the moment `millis` milliseconds after the Unix epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Returns the milliseconds since the Unix epoch.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Returns the moment as a type of the crate `time`. A moment outside the years 0 to 9999
    /// becomes the first or last moment of them.
    pub fn to_offset(self) -> OffsetDateTime {
        let millis = self.0.clamp(Self::FIRST, Self::LAST);
        let whole = OffsetDateTime::from_unix_timestamp(millis.div_euclid(1000));
        let below = u16::try_from(millis.rem_euclid(1000)).unwrap_or(0);
        whole
            .and_then(|second| second.replace_millisecond(below))
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// Returns the time from `earlier` to this moment, or zero if `earlier` is later.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

impl From<OffsetDateTime> for Timestamp {
    fn from(value: OffsetDateTime) -> Self {
        Self(value.unix_timestamp() * 1000 + i64::from(value.millisecond()))
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

impl std::ops::Add<Duration> for Timestamp {
    type Output = Self;
    fn add(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(millis(duration)))
    }
}

impl std::ops::Sub<Duration> for Timestamp {
    type Output = Self;
    fn sub(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(millis(duration)))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = timestamp_text::write(self.to_offset());
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

/// The text is not an RFC 3339 time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an RFC 3339 time such as 2026-01-31T12:00:00.000Z")]
pub struct InvalidTimestamp;

impl std::str::FromStr for Timestamp {
    type Err = InvalidTimestamp;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Most texts are from nevr itself; any other may be written in all ways of RFC 3339.
        timestamp_text::read(text)
            .map_or_else(|| OffsetDateTime::parse(text, &Rfc3339), Ok)
            .map(Self::from)
            .map_err(|_| InvalidTimestamp)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = timestamp_text::write(self.to_offset());
        serializer.serialize_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl JsonSchema for Timestamp {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date-time" })
    }
}
