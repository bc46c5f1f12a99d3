//! The codes of what can be wrong with the shape of an input.

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
