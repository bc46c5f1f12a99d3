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

    /// Creates the detail `TAKEN`: another row has the member's value, which must be unique.
    pub(crate) fn taken(field: String) -> Self {
        Self::new(field, "TAKEN", "is taken")
    }

    /// Creates the detail `UNKNOWN_REFERENCE`: the member is the id of no row.
    pub(crate) fn unknown_reference(field: String) -> Self {
        Self::new(field, "UNKNOWN_REFERENCE", "must be the id of something that exists")
    }
}
