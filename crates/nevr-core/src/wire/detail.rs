//! Problems with single members of the input.

use std::borrow::Cow;

use serde::Serialize;

/// A problem with one member of the input. Never holds the value, which may be a password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Detail {
    /// The path of the member: `email`, `items[0].name`; empty for the input as a whole.
    pub field: String,
    /// The code: stable, in capitals, like `INVALID_EMAIL`.
    pub code: Cow<'static, str>,
    /// The message for people, to be read after the field's name: "must be an e-mail address".
    pub message: String,
}

impl Detail {
    /// Creates a detail about a member.
    pub fn new(
        field: impl Into<String>,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        Self { field: field.into(), code: code.into(), message: message.into() }
    }
}
