//! The entity `user`.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use time::{OffsetDateTime, serde::rfc3339};

/// A user: a guest or a full account.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct User {
    /// The id. It stays when a guest becomes a full account.
    pub id: String,
    /// The name.
    pub name: String,
    /// The e-mail address; guests have none.
    pub email: Option<String>,
    /// Whether the user has proved that the address is theirs.
    pub email_verified: bool,
    /// URL of a picture.
    pub image: Option<String>,
    /// Whether the user is a guest; always false on a server without the plugin `anonymous`.
    #[serde(default)]
    pub is_anonymous: bool,
    /// The id of the guest that the user is or was; `None` for a user who never was a guest.
    #[serde(default)]
    pub anonymous_id: Option<String>,
    /// When the row was made.
    #[serde(with = "rfc3339")]
    pub created_at: OffsetDateTime,
    /// When the row was last changed.
    #[serde(with = "rfc3339")]
    pub updated_at: OffsetDateTime,
    /// All other fields, of plugins and of the config file.
    #[serde(flatten)]
    pub fields: Map<String, Value>,
}

impl User {
    /// Returns a field of a plugin or of the config file as a type of your own. A missing field is read
    /// as `null`.
    pub fn field<T: DeserializeOwned>(&self, name: &str) -> Result<T, serde_json::Error> {
        T::deserialize(self.fields.get(name).unwrap_or(&Value::Null))
    }
}
