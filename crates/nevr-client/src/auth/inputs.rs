//! What is sent.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::token::Password;

/// E-mail address and password of an account.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    email: String,
    password: Password,
    #[serde(skip_serializing_if = "Option::is_none")]
    remember_me: Option<bool>,
}

impl Credentials {
    /// E-mail address and password.
    pub fn new(email: impl Into<String>, password: impl Into<String>) -> Self {
        Self { email: email.into(), password: Password::new(password), remember_me: None }
    }

    /// Asks for a session that is not remembered for long.
    pub fn short_session(mut self) -> Self {
        self.remember_me = Some(false);
        self
    }
}

/// A new account.
#[derive(Clone, Debug, Serialize)]
pub struct SignUp {
    name: String,
    #[serde(flatten)]
    credentials: Credentials,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    #[serde(flatten)]
    fields: Map<String, Value>,
}

impl SignUp {
    /// Name, e-mail address and password.
    pub fn new(
        name: impl Into<String>,
        email: impl Into<String>,
        password: impl Into<String>,
    ) -> Self {
        let credentials = Credentials::new(email, password);
        Self { name: name.into(), credentials, image: None, fields: Map::new() }
    }

    /// URL of a picture.
    pub fn image(mut self, url: impl Into<String>) -> Self {
        self.image = Some(url.into());
        self
    }

    /// Asks for a session that is not remembered for long.
    pub fn short_session(mut self) -> Self {
        self.credentials = self.credentials.short_session();
        self
    }

    /// A field of the config file or of a plugin, of those that clients may set.
    pub fn field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.fields.insert(name.into(), value.into());
        self
    }
}

/// What a guest's account is to be.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    email: String,
    password: Password,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(flatten)]
    fields: Map<String, Value>,
}

impl Link {
    /// E-mail address and password.
    pub fn new(email: impl Into<String>, password: impl Into<String>) -> Self {
        let (email, password) = (email.into(), Password::new(password));
        Self { email, password, name: None, fields: Map::new() }
    }

    /// What the user is called; without it, the name stays.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// A field of the config file or of a plugin, of those that clients may set.
    pub fn field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.fields.insert(name.into(), value.into());
        self
    }
}

/// What changes of a user; all else stays.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(transparent)]
pub struct UserChanges(Map<String, Value>);

impl UserChanges {
    /// Nothing yet, which the server refuses.
    pub fn new() -> Self {
        Self::default()
    }

    /// What the user is called.
    pub fn name(self, name: impl Into<String>) -> Self {
        self.field("name", name.into())
    }

    /// URL of a picture.
    pub fn image(self, url: impl Into<String>) -> Self {
        self.field("image", url.into())
    }

    /// No picture any more.
    pub fn no_image(self) -> Self {
        self.field("image", Value::Null)
    }

    /// A field of the config file or of a plugin, of those that clients may set.
    pub fn field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.0.insert(name.into(), value.into());
        self
    }
}

/// Another password.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PasswordChange {
    current_password: Password,
    new_password: Password,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoke_other_sessions: Option<bool>,
}

impl PasswordChange {
    /// The password as it is, and as it shall be. The user's other sessions end.
    pub fn new(current: impl Into<String>, new: impl Into<String>) -> Self {
        Self {
            current_password: Password::new(current),
            new_password: Password::new(new),
            revoke_other_sessions: None,
        }
    }

    /// Leaves the user's other sessions alone.
    pub fn keep_other_sessions(mut self) -> Self {
        self.revoke_other_sessions = Some(false);
        self
    }
}
