//! A session.

use serde::Deserialize;
use serde_json::{Map, Value};
use time::{OffsetDateTime, serde::rfc3339};

/// A device that a user is signed in on.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Session {
    /// Identifies the session; no token.
    pub id: String,
    /// Whose session it is.
    pub user_id: String,
    /// When it ends, unless it is used before.
    #[serde(with = "rfc3339")]
    pub expires_at: OffsetDateTime,
    /// When it began.
    #[serde(with = "rfc3339")]
    pub created_at: OffsetDateTime,
    /// When it was last extended.
    #[serde(with = "rfc3339")]
    pub updated_at: OffsetDateTime,
    /// The address that it began from.
    pub ip_address: Option<String>,
    /// The program that it began from.
    pub user_agent: Option<String>,
    /// Every other field, of plugins.
    #[serde(flatten)]
    pub fields: Map<String, Value>,
}
