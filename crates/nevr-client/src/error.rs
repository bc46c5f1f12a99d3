//! The errors of a call.

use std::time::Duration;

use serde::Deserialize;

use crate::token::InvalidToken;

/// The reason why a call failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The server answered with an error in nevr's envelope.
    #[error("{code}: {message}")]
    #[non_exhaustive]
    Api {
        /// The HTTP status.
        status: u16,
        /// The stable code, which the endpoint documents: `USER_ALREADY_EXISTS`.
        code: String,
        /// The message, for people.
        message: String,
        /// The errors of single members of the input.
        details: Vec<Detail>,
        /// How long to wait before the next call.
        retry_after: Option<Duration>,
    },
    /// The answer is not from nevr: a proxy answered, or it is a redirect.
    #[error("the answer, with status {status}, is not from nevr")]
    #[non_exhaustive]
    Unexpected {
        /// The HTTP status.
        status: u16,
    },
    /// The call succeeded, but its answer does not have the expected type.
    #[error("the answer does not have the expected type")]
    Decode(#[source] serde_json::Error),
    /// The input can't be written as JSON, or the query can't be written in a URL.
    #[error("the input can't be sent")]
    Input(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The server could not be reached, the connection was lost, or the call took too long.
    #[error("no answer from the server")]
    Network(#[source] reqwest::Error),
    /// The path is not valid: a path begins with `/` and has no `?`, `#`, `//` or `..`.
    #[error("`{path}` is not the path of an endpoint")]
    #[non_exhaustive]
    Path {
        /// The path.
        path: String,
    },
    /// The base address is not valid.
    #[error(transparent)]
    Base(#[from] BaseError),
    /// The token can't be sent.
    #[error(transparent)]
    Token(#[from] InvalidToken),
    /// The client could not be set up.
    #[error("the client could not be set up")]
    Setup(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The reason why a base address is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BaseError {
    /// It is not an absolute address.
    #[error("the address of a server begins with `https://` or `http://`")]
    Address,
    /// It is neither http nor https.
    #[error("a server is called by http or https")]
    Scheme,
    /// It is https, and the feature `tls` is off.
    #[error("https needs the feature `tls` of nevr-client")]
    NoTls,
    /// It has a user, a query or a fragment.
    #[error("the address of a server has no user, no query and no fragment")]
    Extra,
    /// The text for the header `Origin` is not an origin.
    #[error("an origin is written `https://shop.example`, without a path")]
    Origin,
}

/// The error of one member of an input.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Detail {
    /// The path of the member: `email`, `items[0].name`; empty for the input as a whole.
    pub field: String,
    /// The stable code: `INVALID_EMAIL`.
    pub code: String,
    /// The message, for people, to be shown after the name of the field.
    pub message: String,
}

impl Error {
    /// Returns the code, if the server answered with an error.
    pub fn code(&self) -> Option<&str> {
        if let Self::Api { code, .. } = self { Some(code) } else { None }
    }

    /// Returns the status of the answer, if there was one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Api { status, .. } | Self::Unexpected { status } => Some(*status),
            _ => None,
        }
    }

    /// Returns how long to wait before the next call, if the server told so.
    pub fn retry_after(&self) -> Option<Duration> {
        if let Self::Api { retry_after, .. } = self { *retry_after } else { None }
    }

    /// Returns whether the call took too long.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Network(source) if source.is_timeout())
    }
}

impl From<reqwest::Error> for Error {
    fn from(source: reqwest::Error) -> Self {
        Self::Network(source.without_url())
    }
}
