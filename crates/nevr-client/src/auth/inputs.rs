//! The inputs of the endpoints.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::token::Password;

/// The e-mail address and password to sign in with.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    email: String,
    password: Password,
    #[serde(skip_serializing_if = "Option::is_none")]
    remember_me: Option<bool>,
}

impl Credentials {
    /// Makes credentials of an e-mail address and a password.
    pub fn new(email: impl Into<String>, password: impl Into<String>) -> Self {
        Self { email: email.into(), password: Password::new(password), remember_me: None }
    }

    /// Asks for a short session (`rememberMe` = false).
    pub fn short_session(mut self) -> Self {
        self.remember_me = Some(false);
        self
    }
}

/// The input that signs up a new account.
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
    /// Makes the input of a name, an e-mail address and a password.
    pub fn new(
        name: impl Into<String>,
        email: impl Into<String>,
        password: impl Into<String>,
    ) -> Self {
        let credentials = Credentials::new(email, password);
        Self { name: name.into(), credentials, image: None, fields: Map::new() }
    }

    /// Sets the URL of a picture.
    pub fn image(mut self, url: impl Into<String>) -> Self {
        self.image = Some(url.into());
        self
    }

    /// Asks for a short session (`rememberMe` = false).
    pub fn short_session(mut self) -> Self {
        self.credentials = self.credentials.short_session();
        self
    }

    /// Sets an input field that the config file or a plugin has added.
    pub fn field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.fields.insert(name.into(), value.into());
        self
    }
}

/// The input that links a guest to a full account.
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
    /// Makes the input of an e-mail address and a password.
    pub fn new(email: impl Into<String>, password: impl Into<String>) -> Self {
        let (email, password) = (email.into(), Password::new(password));
        Self { email, password, name: None, fields: Map::new() }
    }

    /// Sets the name. Without it, the guest keeps its name.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets an input field that the config file or a plugin has added.
    pub fn field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.fields.insert(name.into(), value.into());
        self
    }
}

/// Changes of a user. Fields that are not set stay as they are.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(transparent)]
pub struct UserChanges(Map<String, Value>);

impl UserChanges {
    /// Makes an empty list of changes, which the server refuses.
    pub fn new() -> Self {
        Self::default()
    }

    /// Changes the name.
    pub fn name(self, name: impl Into<String>) -> Self {
        self.field("name", name.into())
    }

    /// Sets the URL of a picture.
    pub fn image(self, url: impl Into<String>) -> Self {
        self.field("image", url.into())
    }

    /// Removes the picture.
    pub fn no_image(self) -> Self {
        self.field("image", Value::Null)
    }

    /// Sets an input field that the config file or a plugin has added.
    pub fn field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.0.insert(name.into(), value.into());
        self
    }
}

/// The input that changes a password.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PasswordChange {
    current_password: Password,
    new_password: Password,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoke_other_sessions: Option<bool>,
}

impl PasswordChange {
    /// Makes the input of the current and the new password. The user's other sessions end.
    pub fn new(current: impl Into<String>, new: impl Into<String>) -> Self {
        Self {
            current_password: Password::new(current),
            new_password: Password::new(new),
            revoke_other_sessions: None,
        }
    }

    /// Keeps the user's other sessions.
    pub fn keep_other_sessions(mut self) -> Self {
        self.revoke_other_sessions = Some(false);
        self
    }
}
