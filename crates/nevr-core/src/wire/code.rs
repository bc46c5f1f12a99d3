//! Codes that clients can rely on.

/// A code that clients can rely on, with its status and its message for people.
///
/// Codes are constants, so that an error enum, the OpenAPI document and the reference of error
/// codes all speak of the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Code {
    /// HTTP status.
    pub status: u16,
    /// Stable, in capitals: `USER_ALREADY_EXISTS`.
    pub code: &'static str,
    /// For people; holds no SQL, path, version or secret.
    pub message: &'static str,
}

impl Code {
    /// A code with its status and message.
    pub const fn new(status: u16, code: &'static str, message: &'static str) -> Self {
        Self { status, code, message }
    }
}

/// Status, code and message.
impl From<(u16, &'static str, &'static str)> for Code {
    fn from((status, code, message): (u16, &'static str, &'static str)) -> Self {
        Self::new(status, code, message)
    }
}
