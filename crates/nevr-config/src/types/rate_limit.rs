//! A limit on the number of requests, as an option.

use std::{borrow::Cow, fmt, num::NonZeroU32, time::Duration};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};

use super::{window::Window, window_length::WindowLength};

/// A limit on the number of requests as an option: `false` for no limit, or a table such as
/// `{ window = 60000, max = 10 }`.
///
/// A window without a unit counts milliseconds. A key that is left out has its default: 60 seconds,
/// 10 requests.
///
/// ```
/// use nevr_config::RateLimit;
///
/// assert_eq!(serde_json::from_str::<RateLimit>(r#"{ "max": 5 }"#)?, RateLimit::per_minute(5));
/// assert_eq!(serde_json::from_str::<RateLimit>("false")?, RateLimit::Off);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateLimit {
    /// There is no limit.
    Off,
    /// At most `max` requests in any `window`.
    Window {
        /// The span of time; at least a millisecond.
        window: Duration,
        /// The number of requests; at least 1.
        max: u32,
    },
}

impl RateLimit {
    /// Allows at most `max` requests in any 60 seconds. Zero counts as one, because a limit of zero
    /// would close the endpoint.
    pub const fn per_minute(max: u32) -> Self {
        Self::Window { window: Duration::from_mins(1), max: if max == 0 { 1 } else { max } }
    }

    /// Returns the limit in the form that endpoints take, or `None` if there is no limit.
    pub fn window(&self) -> Option<Window> {
        match *self {
            Self::Off => None,
            Self::Window { window, max } => Window::new(window, max).ok(),
        }
    }
}

/// Allows 10 requests in 60 seconds.
impl Default for RateLimit {
    fn default() -> Self {
        Self::per_minute(10)
    }
}

/// A limit as a table.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "`false` or `{ window, max }`")]
struct WindowTable {
    /// The span of time.
    window: WindowLength,
    /// The number of requests that are answered in that span.
    #[schemars(range(max = 4_294_967_295_u32))]
    max: NonZeroU32,
}

impl Default for WindowTable {
    fn default() -> Self {
        Self {
            window: WindowLength(Duration::from_mins(1)),
            max: NonZeroU32::MIN.saturating_add(9),
        }
    }
}

impl Serialize for RateLimit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Off => serializer.serialize_bool(false),
            Self::Window { window, max } => {
                let max = NonZeroU32::new(max).unwrap_or(NonZeroU32::MIN);
                WindowTable { window: WindowLength(window), max }.serialize(serializer)
            }
        }
    }
}

impl<'de> Deserialize<'de> for RateLimit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RateLimitVisitor)
    }
}

struct RateLimitVisitor;

impl<'de> Visitor<'de> for RateLimitVisitor {
    type Value = RateLimit;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`false` for no limit, or a table such as `{ window = 60000, max = 10 }`")
    }

    fn visit_bool<E: de::Error>(self, on: bool) -> Result<RateLimit, E> {
        if on {
            return Err(E::custom(
                "`true` does not say how many requests: leave the option out for the default, or \
                 write `{ window = 60000, max = 10 }`",
            ));
        }
        Ok(RateLimit::Off)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<RateLimit, A::Error> {
        Err(de::Error::custom("one window is supported: write `{ window = 60000, max = 10 }`"))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RateLimit, A::Error> {
        let table = WindowTable::deserialize(MapAccessDeserializer::new(map))?;
        Ok(RateLimit::Window { window: table.window.0, max: table.max.get() })
    }
}

impl JsonSchema for RateLimit {
    fn schema_name() -> Cow<'static, str> {
        "RateLimit".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let table = WindowTable::json_schema(generator);
        json_schema!({
            "description": "`false` for no limit, or `{ window, max }`",
            "anyOf": [{ "const": false }, table],
        })
    }
}
