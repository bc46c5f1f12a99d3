//! The entity `session`.

use serde::Deserialize;
use serde_json::{Map, Value};
use time::{OffsetDateTime, serde::rfc3339};

/// A time in which a user is signed in on one device.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Session {
    /// The id of the session. It is not the token.
    pub id: String,
    /// The id of its user.
    pub user_id: String,
    /// When it expires, unless it is extended before.
    #[serde(with = "rfc3339")]
    pub expires_at: OffsetDateTime,
    /// When it began.
    #[serde(with = "rfc3339")]
    pub created_at: OffsetDateTime,
    /// When it was last extended.
    #[serde(with = "rfc3339")]
    pub updated_at: OffsetDateTime,
    /// The client address that it began from.
    pub ip_address: Option<String>,
    /// The `User-Agent` that it began with.
    pub user_agent: Option<String>,
    /// All other fields, of plugins.
    #[serde(flatten)]
    pub fields: Map<String, Value>,
}
