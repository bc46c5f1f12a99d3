//! A user.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use time::{OffsetDateTime, serde::rfc3339};

/// A person, or a guest.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct User {
    /// Identifies the user; stays when a guest becomes an account.
    pub id: String,
    /// What the user is called.
    pub name: String,
    /// The e-mail address; guests have none.
    pub email: Option<String>,
    /// Whether the user proved to read the address.
    pub email_verified: bool,
    /// URL of a picture.
    pub image: Option<String>,
    /// Whether the user is a guest. Never, on a server without the plugin `anonymous`.
    #[serde(default)]
    pub is_anonymous: bool,
    /// For telling guests apart who are accounts by now.
    #[serde(default)]
    pub anonymous_id: Option<String>,
    /// When the row was made.
    #[serde(with = "rfc3339")]
    pub created_at: OffsetDateTime,
    /// When the row was last changed.
    #[serde(with = "rfc3339")]
    pub updated_at: OffsetDateTime,
    /// Every other field, of plugins and of the config file.
    #[serde(flatten)]
    pub fields: Map<String, Value>,
}

impl User {
    /// A field of a plugin or of the config file, as a type of one's own. One that is not there
    /// is read as `null`.
    pub fn field<T: DeserializeOwned>(&self, name: &str) -> Result<T, serde_json::Error> {
        T::deserialize(self.fields.get(name).unwrap_or(&Value::Null))
    }
}
