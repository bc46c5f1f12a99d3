//! The options of the database.

use std::{borrow::Cow, fmt, num::NonZeroU32};

use nevr_config::{Deferred, Seconds, at_most};
use nevr_schema::Provider;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, IntoDeserializer, MapAccess, Visitor, value::MapAccessDeserializer},
};

/// The database: `database = "sqlite"`, or a table with more options.
///
/// [`resolve_url`](Self::resolve_url) returns the URL to open.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DatabaseConfig {
    /// The kind of database.
    pub provider: Provider,
    /// The URL of the database; [`resolve_url`](Self::resolve_url) describes what is used without
    /// one.
    ///
    /// In PostgreSQL, nevr uses only the first schema of the connection's search path that exists:
    /// `public`, unless the URL's parameter `options=-c search_path=app` or the settings of the user
    /// or the database name another. `sslmode=verify-full` (PostgreSQL) and
    /// `ssl-mode=VERIFY_IDENTITY` (MySQL) encrypt the connection and verify the server's identity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<Deferred>,
    /// The largest number of connections that are open at once. Connections to a server stay open.
    pub max_connections: NonZeroU32,
    /// How long a request waits for a connection, or for a row that another transaction is
    /// changing.
    pub acquire_timeout: Seconds,
}

impl Default for DatabaseConfig {
    fn default() -> Self {
        Self {
            provider: Provider::default(),
            url: None,
            max_connections: NonZeroU32::MIN.saturating_add(9),
            acquire_timeout: Seconds::new(2),
        }
    }
}

/// The database as a table of options.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct DatabaseTable {
    /// The kind of database.
    provider: Provider,
    /// The URL. Without it: `DATABASE_URL`, or else for SQLite `sqlite://nevr.db` beside this file.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<Deferred>,
    /// The largest number of connections that are open at once; at most 1000.
    #[schemars(transform = at_most(1000))]
    max_connections: NonZeroU32,
    /// How long a request waits for a connection; at most an hour.
    #[schemars(transform = at_most(3600))]
    acquire_timeout: Seconds,
}

impl Default for DatabaseTable {
    fn default() -> Self {
        let DatabaseConfig { provider, url, max_connections, acquire_timeout } =
            DatabaseConfig::default();
        Self { provider, url, max_connections, acquire_timeout }
    }
}

impl<'de> Deserialize<'de> for DatabaseConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DatabaseVisitor)
    }
}

struct DatabaseVisitor;

impl<'de> Visitor<'de> for DatabaseVisitor {
    type Value = DatabaseConfig;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the kind of database, such as \"sqlite\", or a table with `provider` and `url`",
        )
    }

    fn visit_str<E: de::Error>(self, provider: &str) -> Result<DatabaseConfig, E> {
        // Not shown as an unknown word: it may have a password in it.
        if provider.contains(':') {
            return Err(E::custom(
                "this is a URL: write `[database]`, and below it `provider` and `url`",
            ));
        }
        let provider = Provider::deserialize(provider.into_deserializer())?;
        Ok(DatabaseConfig { provider, ..DatabaseConfig::default() })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<DatabaseConfig, A::Error> {
        let DatabaseTable { provider, url, max_connections, acquire_timeout } =
            DatabaseTable::deserialize(MapAccessDeserializer::new(map))?;
        Ok(DatabaseConfig { provider, url, max_connections, acquire_timeout })
    }
}

impl JsonSchema for DatabaseConfig {
    fn schema_name() -> Cow<'static, str> {
        "Database".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let provider = generator.subschema_for::<Provider>();
        let table = DatabaseTable::json_schema(generator);
        json_schema!({
            "description": "The kind of database, or a table with more options",
            "anyOf": [provider, table],
        })
    }
}
