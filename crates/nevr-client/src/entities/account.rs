//! The entity `account`.

use serde::Deserialize;
use serde_json::{Map, Value};
use time::{OffsetDateTime, serde::rfc3339};

/// A way in which a user signs in.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Account {
    /// The id of the row.
    pub id: String,
    /// Who verifies the user: `credential` for an e-mail address and a password.
    pub provider_id: String,
    /// The id of the user at that provider.
    pub account_id: String,
    /// When the row was made.
    #[serde(with = "rfc3339")]
    pub created_at: OffsetDateTime,
    /// When the row was last changed.
    #[serde(with = "rfc3339")]
    pub updated_at: OffsetDateTime,
    /// All other fields, of plugins.
    #[serde(flatten)]
    pub fields: Map<String, Value>,
}
