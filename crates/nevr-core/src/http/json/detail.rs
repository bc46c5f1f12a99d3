//! The codes for what is wrong with the shape of an input.

/// The number of problems that are reported for one input, at most. A hostile body can have
/// thousands.
pub const MAX_DETAILS: usize = 32;

/// The codes of problems with the shape of an input.
pub mod code {
    /// A member that the input type does not declare.
    pub const UNKNOWN_MEMBER: &str = "UNKNOWN_MEMBER";
    /// A member that occurs twice.
    pub const DUPLICATE_MEMBER: &str = "DUPLICATE_MEMBER";
    /// A value of another type, or outside of the type's range.
    pub const INVALID_TYPE: &str = "INVALID_TYPE";
    /// A member that is missing.
    pub const REQUIRED: &str = "REQUIRED";
    /// A text with a NUL or half a surrogate pair, which databases can't store.
    pub const INVALID_TEXT: &str = "INVALID_TEXT";
    /// The body is not JSON.
    pub const MALFORMED_JSON: &str = "MALFORMED_JSON";
}
