//! One problem of an input.

use std::borrow::Cow;

use serde::Serialize;

/// How many problems are reported of one input. A hostile body can have thousands, and none of them
/// helps anybody.
pub const MAX_DETAILS: usize = 32;

/// The codes of shape problems.
pub mod code {
    /// A member that the input does not have.
    pub const UNKNOWN_MEMBER: &str = "UNKNOWN_MEMBER";
    /// A member that is there twice.
    pub const DUPLICATE_MEMBER: &str = "DUPLICATE_MEMBER";
    /// A value of another type, or outside of what the type holds.
    pub const INVALID_TYPE: &str = "INVALID_TYPE";
    /// A member that is missing.
    pub const REQUIRED: &str = "REQUIRED";
    /// A text with a NUL or half a surrogate pair, which databases can't store.
    pub const INVALID_TEXT: &str = "INVALID_TEXT";
    /// The body is not JSON.
    pub const MALFORMED_JSON: &str = "MALFORMED_JSON";
}

/// One problem of an input, as it goes into `error.details` of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Detail {
    /// Which member, for example `address.lines[0]`; empty for the input as a whole.
    pub field: String,
    /// The stable code.
    pub code: Cow<'static, str>,
    /// For people, in the form "must be …". Never holds the value that was sent.
    pub message: Cow<'static, str>,
}

impl Detail {
    /// A problem of the member `field`.
    pub fn new(
        field: impl Into<String>,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { field: field.into(), code: code.into(), message: message.into() }
    }
}
