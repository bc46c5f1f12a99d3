//! The interface to a storage in which several processes share their counts.

use std::{error::Error, time::Duration};

use async_trait::async_trait;

use super::{
    decision::{Decision, State},
    key::Key,
};

/// A storage for counts outside this process. While it fails, the [`Limiter`](super::Limiter) counts
/// in its own memory.
#[async_trait]
pub trait Storage: Send + Sync + 'static {
    /// Counts a request against all keys or, if one of them is full, against none. It does so in one
    /// atomic step, so that two processes can't both get the last request of a maximum, and fails
    /// when its own time-out has passed.
    async fn take(&self, keys: &[Key]) -> Result<Decision, StorageError>;

    /// Takes back the count of a request that [`take`](Self::take) allowed at the moment `at` of its
    /// [`State`], under each key that has given back fewer than
    /// [`GIVEN_BACK_FACTOR`](super::GIVEN_BACK_FACTOR) times the maximum in this window. Returns what
    /// the tightest rule leaves then.
    async fn give_back(&self, keys: &[Key], at: Duration) -> Result<Option<State>, StorageError>;
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
