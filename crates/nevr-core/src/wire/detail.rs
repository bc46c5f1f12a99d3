//! What is wrong with one member of the input.

use std::borrow::Cow;

use serde::Serialize;

/// What is wrong with one member of the input. Never holds the value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Detail {
    /// Path of the member: `email`, `items[0].name`; empty for the input as a whole.
    pub field: String,
    /// Stable, in capitals: `INVALID_EMAIL`.
    pub code: Cow<'static, str>,
    /// For people, to be read after the field's name: "must be an e-mail address".
    pub message: String,
}

impl Detail {
    /// A detail about a member.
    pub fn new(
        field: impl Into<String>,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        Self { field: field.into(), code: code.into(), message: message.into() }
    }
}
