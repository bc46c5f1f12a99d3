//! Error codes.

/// An error code that clients can rely on, with its HTTP status and its public message.
///
/// Define each as a constant, next to the plugin's other codes, and refer to it wherever the error
/// occurs: the response, the OpenAPI document and the generated client then can't disagree. A code
/// never changes its meaning; its message may be reworded, so clients compare the code alone.
///
/// By status: 4xx is the client's to solve (from a hook it is a refusal), 5xx the server's. The
/// codes of nevr-core itself are in [`codes`](super::codes).
///
/// ```
/// use nevr_core::wire::{Code, Wire};
///
/// const SOLD_OUT: Code = Code::new(409, "SOLD_OUT", "This product is sold out");
///
/// let wire = Wire::from(SOLD_OUT);
/// assert_eq!(wire.code, SOLD_OUT);
/// assert!(wire.details.is_empty());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Code {
    /// The HTTP status.
    pub status: u16,
    /// The code: stable, in capitals, like `USER_ALREADY_EXISTS`.
    pub code: &'static str,
    /// The message for people. Holds no SQL, path, version or secret.
    pub message: &'static str,
}

impl Code {
    /// Creates a code.
    pub const fn new(status: u16, code: &'static str, message: &'static str) -> Self {
        Self { status, code, message }
    }
}

/// Converts a tuple of status, code and message.
impl From<(u16, &'static str, &'static str)> for Code {
    fn from((status, code, message): (u16, &'static str, &'static str)) -> Self {
        Self::new(status, code, message)
    }
}
