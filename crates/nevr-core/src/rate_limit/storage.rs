//! The interface to a storage in which several processes share their counts.

use std::error::Error;

use async_trait::async_trait;

use super::{decision::Decision, key::Key};

/// A storage for counts outside this process. While it fails, the [`Limiter`](super::Limiter) counts
/// in its own memory.
#[async_trait]
pub trait Storage: Send + Sync + 'static {
    /// Counts a request against all keys or, if one of them is full, against none. It does so in one
    /// atomic step, so that two processes can't both get the last request of a maximum, and fails
    /// when its own time-out has passed.
    async fn take(&self, keys: &[Key]) -> Result<Decision, StorageError>;
}

/// The error of a shared storage that did not answer.
#[derive(Debug, thiserror::Error)]
#[error("the shared storage for rate limits does not answer")]
pub struct StorageError(#[source] Box<dyn Error + Send + Sync>);

impl StorageError {
    /// Creates the error from its cause.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(source.into())
    }
}
