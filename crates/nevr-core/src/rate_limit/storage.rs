//! Where several processes share their counts.

use std::error::Error;

use async_trait::async_trait;

use super::{Decision, Key};

/// A store of counts outside this process. The [`Limiter`](super::Limiter) asks it and falls back
/// to its own memory while it does not answer.
#[async_trait]
pub trait Storage: Send + Sync + 'static {
    /// Counts a request against all keys or, if one of them is full, against none; in one step, so
    /// that two processes can't both take the last place. The storage has its own time-out.
    async fn take(&self, keys: &[Key]) -> Result<Decision, StorageError>;
}

/// A shared store of counts did not answer.
#[derive(Debug, thiserror::Error)]
#[error("the shared storage of the limits does not answer")]
pub struct StorageError(#[source] Box<dyn Error + Send + Sync>);

impl StorageError {
    /// The storage failed for this reason.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(source.into())
    }
}
