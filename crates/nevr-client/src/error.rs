//! What goes wrong, and how it is told apart.

use std::time::Duration;

use serde::Deserialize;

use crate::token::InvalidToken;

/// Why a call has no result.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The server refuses, in its envelope.
    #[error("{code}: {message}")]
    #[non_exhaustive]
    Api {
        /// The HTTP status.
        status: u16,
        /// Stable, in capitals, documented with the endpoint: `USER_ALREADY_EXISTS`.
        code: String,
        /// For people.
        message: String,
        /// What is wrong, member by member.
        details: Vec<Detail>,
        /// When to come back.
        retry_after: Option<Duration>,
    },
    /// The answer is not from nevr, as its form says: something between answered, or a redirect.
    #[error("an answer with status {status} that is not nevr's")]
    #[non_exhaustive]
    Unexpected {
        /// The HTTP status.
        status: u16,
    },
    /// The call succeeded, and its answer is not of the type that was asked for.
    #[error("the answer is of another type")]
    Decode(#[source] serde_json::Error),
    /// The input has no form in JSON, or the query none in an address.
    #[error("the input can't be sent")]
    Input(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The server could not be reached, or the connection broke off, or it took too long.
    #[error("no answer from the server")]
    Network(#[source] reqwest::Error),
    /// The path is none: it begins with `/` and has no `?`, `#`, `//` or `..`.
    #[error("`{path}` is not the path of an endpoint")]
    #[non_exhaustive]
    Path {
        /// The path.
        path: String,
    },
    /// The base address is none.
    #[error(transparent)]
    Base(#[from] BaseError),
    /// The token can't be sent.
    #[error(transparent)]
    Token(#[from] InvalidToken),
    /// The client could not be set up.
    #[error("the client could not be set up")]
    Setup(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Why a base address is refused.
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
    /// What is to be sent as `Origin` is none.
    #[error("an origin is written `https://shop.example`, without a path")]
    Origin,
}

/// What is wrong with one member of an input.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Detail {
    /// Path of the member: `email`, `items[0].name`; empty for the input as a whole.
    pub field: String,
    /// Stable, in capitals: `INVALID_EMAIL`.
    pub code: String,
    /// For people, to be read after the field's name.
    pub message: String,
}

impl Error {
    /// The code of what the server refused.
    pub fn code(&self) -> Option<&str> {
        if let Self::Api { code, .. } = self { Some(code) } else { None }
    }

    /// The status of an answer, if there was one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Api { status, .. } | Self::Unexpected { status } => Some(*status),
            _ => None,
        }
    }

    /// When to come back, where the server says so.
    pub fn retry_after(&self) -> Option<Duration> {
        if let Self::Api { retry_after, .. } = self { *retry_after } else { None }
    }

    /// Whether it took too long.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Network(source) if source.is_timeout())
    }
}

impl From<reqwest::Error> for Error {
    fn from(source: reqwest::Error) -> Self {
        Self::Network(source.without_url())
    }
}
