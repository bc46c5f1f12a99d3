//! Whether sessions are kept in memory, and how.

use std::{fmt, time::Duration};

use nevr_config::{ByteSize, Seconds, at_most};
use nevr_core::{
    plugin::{ConfigChecks, OptionErrors},
    store::CacheOptions,
};
use nevr_schema::Provider;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, MapAccess, Visitor, value::MapAccessDeserializer},
};

/// The least memory of the cache: less holds too few sessions to be of use.
const LEAST_MEMORY: usize = 1024 * 1024;
/// The most memory of the cache.
const MOST_MEMORY: u64 = 16 * 1024 * 1024 * 1024;
/// The memory of the cache unless it is set: some ten thousand sessions.
const MEMORY: usize = 16 * 1024 * 1024;
/// The longest `maxStale`, in seconds. A session that was revoked elsewhere would live for longer.
const MOST_STALE: u64 = 300;

/// Whether sessions that were read are kept in memory: not, or with these limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionCache {
    /// Every request reads its session from the database.
    Off,
    /// With these limits.
    On(SessionCacheOptions),
}

/// The limits of the cache of sessions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[schemars(inline)]
pub struct SessionCacheOptions {
    /// For how long a session may be accepted after another process has ended it: `"1s"` to `"5m"`.
    /// Without it, it is a second on SQLite; on PostgreSQL and MySQL nothing is cached without it.
    #[schemars(transform = at_most(MOST_STALE))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_stale: Option<Seconds>,
    /// The memory that the sessions and their users may take: `"1MiB"` to `"16GiB"`; without it, 16
    /// MiB. Those that are used the least leave first.
    #[schemars(transform = at_most(MOST_MEMORY))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<ByteSize>,
}

impl Default for SessionCache {
    fn default() -> Self {
        Self::On(SessionCacheOptions::default())
    }
}

impl From<SessionCacheOptions> for CacheOptions {
    fn from(options: SessionCacheOptions) -> Self {
        Self {
            memory: options.memory.map_or(MEMORY, ByteSize::bytes),
            max_stale: options.max_stale.map(Seconds::duration),
        }
    }
}

impl SessionCache {
    pub(crate) fn check(&self, errors: &mut OptionErrors) {
        let Self::On(options) = self else { return };
        if options.max_stale.is_some_and(|limit| limit.duration() < Duration::from_secs(1)) {
            let remedy = "it is at least one second; `cache = false` reads every session from the \
                          database";
            errors.impossible("session.cache.maxStale", remedy);
        }
        if options.memory.is_some_and(|memory| memory.bytes() < LEAST_MEMORY) {
            let remedy = "it is at least 1MiB; `cache = false` switches the cache off";
            errors.impossible("session.cache.memory", remedy);
        }
    }

    /// Refuses a memory that nothing would use.
    pub(crate) fn check_config(&self, checks: &mut ConfigChecks<'_>) {
        let Self::On(options) = self else { return };
        let provider = checks.config().database.provider;
        if provider != Provider::Sqlite && options.memory.is_some() && options.max_stale.is_none() {
            let remedy = format!(
                "on `{provider}` sessions are cached only with `maxStale`, which bounds how long one \
                 that another process has ended is accepted"
            );
            checks.contradiction("session.cache.memory", "database.provider", remedy);
        }
    }
}

impl Serialize for SessionCache {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Off => serializer.serialize_bool(false),
            Self::On(options) => options.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for SessionCache {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Limits;
        impl<'de> Visitor<'de> for Limits {
            type Value = SessionCache;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`false` or `{ maxStale = …, memory = … }`")
            }
            fn visit_bool<E: de::Error>(self, on: bool) -> Result<SessionCache, E> {
                if on {
                    return Err(E::invalid_value(de::Unexpected::Bool(on), &self));
                }
                Ok(SessionCache::Off)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<SessionCache, A::Error> {
                let options = SessionCacheOptions::deserialize(MapAccessDeserializer::new(map))?;
                Ok(SessionCache::On(options))
            }
        }
        deserializer.deserialize_any(Limits)
    }
}

impl JsonSchema for SessionCache {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "SessionCache".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let options = generator.subschema_for::<SessionCacheOptions>();
        json_schema!({ "anyOf": [{ "const": false }, options] })
    }
}
