//! Where the data is.

use std::{borrow::Cow, fmt, num::NonZeroU32};

use nevr_config::{Deferred, Seconds};
use nevr_schema::Provider;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, IntoDeserializer, MapAccess, Visitor, value::MapAccessDeserializer},
};

/// `database = "sqlite"`, or the table that says more.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DatabaseConfig {
    /// The kind of database.
    pub provider: Provider,
    /// Its URL; [`resolve_url`](Self::resolve_url) knows what holds without one.
    ///
    /// In PostgreSQL, nevr looks at the first schema of the connection's search path that is there,
    /// and at no other: `public`, unless the URL's parameter `options=-c search_path=app` or the
    /// settings of the user or the database say otherwise. `sslmode=verify-full` (PostgreSQL) and
    /// `ssl-mode=VERIFY_IDENTITY` (MySQL) make the connection an encrypted one to nobody else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<Deferred>,
    /// The most connections that are open at once. Those to a server stay open.
    pub max_connections: NonZeroU32,
    /// How long a request waits for a connection, or for a row that somebody else is changing.
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

/// The table form.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct DatabaseTable {
    /// The kind of database.
    provider: Provider,
    /// Its URL. Without one: `DATABASE_URL`, else for SQLite `sqlite://nevr.db` beside this file.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<Deferred>,
    /// The most connections that are open at once.
    max_connections: NonZeroU32,
    /// How long a request waits for a connection.
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
            "description": "The kind of database, or a table that says more",
            "anyOf": [provider, table],
        })
    }
}
