//! Errors that clients may see, and the part of them that they see.

use std::{convert::Infallible, time::Duration};

use super::{code::Code, detail::Detail};

/// The part of an error that a client sees; the rest is for the log.
///
/// An error enum makes it in [`WireError::wire`], mostly from a [`Code`] alone. The pipeline writes
/// it as the JSON body of the response, and [`retry_after`](Self::retry_after) as its `Retry-After`
/// header.
///
/// ```
/// use std::time::Duration;
///
/// use nevr_core::wire::{Detail, Wire, codes};
///
/// let invalid = Wire {
///     details: vec![Detail::new("email", "INVALID_EMAIL", "must be an e-mail address")],
///     ..codes::VALIDATION_ERROR.into()
/// };
/// assert_eq!(invalid.code.status, 400);
///
/// let busy = Wire {
///     retry_after: Some(Duration::from_secs(1)),
///     ..codes::SERVICE_UNAVAILABLE.into()
/// };
/// assert!(busy.details.is_empty());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wire {
    /// The code, with status and message.
    pub code: Code,
    /// The problems with single members of the input; empty for most errors.
    pub details: Vec<Detail>,
    /// How long the client should wait before it tries again.
    pub retry_after: Option<Duration>,
    /// Whether the input was refused as invalid before any work was done for the request. The client
    /// is not told; the limits that counted the request take the count back, so that a form that is
    /// filled in wrongly uses up nothing. `false` after a query, a hash or a look-up elsewhere.
    pub before_work: bool,
}

impl From<Code> for Wire {
    fn from(code: Code) -> Self {
        Self { code, details: Vec::new(), retry_after: None, before_work: false }
    }
}

/// An error that a client may see.
///
/// Handlers and hooks return such errors. The trait separates what is public from what is not:
/// [`wire`](Self::wire) is all that the client gets, `Display` and the sources go to the log alone,
/// so they may name tables, files and hosts.
///
/// [`wire_error!`](crate::wire_error) implements it for most enums. By hand, with a log line that
/// says more than the public message:
///
/// ```
/// use nevr_core::wire::{Code, Wire, WireError};
///
/// const UNREACHABLE: Code =
///     Code::new(502, "PROVIDER_UNREACHABLE", "The payment provider does not answer");
///
/// #[derive(Debug)]
/// struct ProviderError {
///     host: String,
///     source: std::io::Error,
/// }
///
/// impl std::fmt::Display for ProviderError {
///     fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
///         write!(f, "`{}` does not answer", self.host)
///     }
/// }
///
/// impl std::error::Error for ProviderError {
///     fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
///         Some(&self.source)
///     }
/// }
///
/// impl WireError for ProviderError {
///     fn codes() -> Vec<Code> {
///         vec![UNREACHABLE]
///     }
///
///     fn wire(&self) -> Wire {
///         UNREACHABLE.into()
///     }
/// }
///
/// let source = std::io::ErrorKind::TimedOut.into();
/// let error = ProviderError { host: "pay.internal".to_owned(), source };
/// assert!(!error.wire().code.message.contains("pay.internal"));
/// ```
pub trait WireError: std::error::Error + Send + Sync + 'static {
    /// Returns every code that an error of this type can have, those of errors it contains
    /// included.
    ///
    /// The OpenAPI document, the error reference and the generated client are derived from it. A
    /// code that [`wire`](Self::wire) returns and that is missing here is unknown to clients.
    fn codes() -> Vec<Code>
    where
        Self: Sized;

    /// Returns what the client sees of this error.
    fn wire(&self) -> Wire;
}

impl WireError for Infallible {
    fn codes() -> Vec<Code> {
        Vec::new()
    }

    fn wire(&self) -> Wire {
        match *self {}
    }
}
