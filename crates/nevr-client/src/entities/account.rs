//! A way to sign in.

use serde::Deserialize;
use serde_json::{Map, Value};
use time::{OffsetDateTime, serde::rfc3339};

/// A way in which a user signs in.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Account {
    /// Identifies the row.
    pub id: String,
    /// Who vouches for the user: `credential` for e-mail address and password.
    pub provider_id: String,
    /// The user's id there.
    pub account_id: String,
    /// When the row was made.
    #[serde(with = "rfc3339")]
    pub created_at: OffsetDateTime,
    /// When the row was last changed.
    #[serde(with = "rfc3339")]
    pub updated_at: OffsetDateTime,
    /// Every other field, of plugins.
    #[serde(flatten)]
    pub fields: Map<String, Value>,
}
