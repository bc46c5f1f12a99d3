//! Errors that may leave the server.

use std::{convert::Infallible, time::Duration};

use super::{code::Code, detail::Detail};

/// What the world sees of an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wire {
    /// Code, status and message.
    pub code: Code,
    /// What is wrong, member by member.
    pub details: Vec<Detail>,
    /// When to come back.
    pub retry_after: Option<Duration>,
}

impl From<Code> for Wire {
    fn from(code: Code) -> Self {
        Self { code, details: Vec::new(), retry_after: None }
    }
}

/// An error that may leave the server: it knows its code, which holds status and public message.
/// Its `Display` and its sources are for the log alone.
pub trait WireError: std::error::Error + Send + Sync + 'static {
    /// Every code that this error can have, for the OpenAPI document and the clients.
    fn codes() -> Vec<Code>
    where
        Self: Sized;

    /// What the world sees of this one.
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
