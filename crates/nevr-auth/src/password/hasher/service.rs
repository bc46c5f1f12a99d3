//! The hasher as the rest of the crate sees it.

use std::hash::{BuildHasher, Hash, RandomState};
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use argon2::Params;

use super::engine::{Engine, EngineError};
use super::options::{HasherOptions, HasherOptionsError};
use super::pool::{Pool, PoolError};
use super::stored::{PasswordHash, StoredHash};
use crate::password::Password;

/// Hashes passwords and checks them, a bounded number at a time.
///
/// Waiting for it blocks no thread. A caller that goes away while waiting gives up its place.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// use nevr_auth::password::{Hasher, HasherOptions, PasswordPolicy, PasswordCheck};
///
/// let hasher = Hasher::new(HasherOptions::default())?;
/// let password = PasswordPolicy::default().check_new("correct horse battery")?;
/// let hash = hasher.hash(password.clone(), "192.0.2.7").await?;
/// assert_eq!(hasher.verify(&password, Some(&hash), "192.0.2.7").await?, PasswordCheck::Match);
/// assert_eq!(hasher.verify(&password, None, "192.0.2.7").await?, PasswordCheck::Mismatch);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Hasher {
    pool: Pool<Engine>,
    params: Params,
    /// Clients are counted by a keyed hash of what names them: nobody can make two of them meet.
    clients: RandomState,
    started: Arc<AtomicU64>,
}

/// What came of comparing a password with a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum PasswordCheck {
    /// It is another password, or there is no hash that could be compared.
    Mismatch,
    /// It is the password.
    Match,
    /// It is the password, and the hash is weaker than today's: hash it anew and store that.
    MatchNeedsRehash,
}

/// Why there is neither a hash nor an answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HasherError {
    /// All threads are at work and the queue is full, or this client has its two places in it.
    #[error("too many passwords are being checked at the moment")]
    Busy,
    /// The options make no hasher.
    #[error(transparent)]
    Options(#[from] HasherOptionsError),
    /// The system gave no thread.
    #[error("the hashing threads could not be started")]
    Threads(#[source] io::Error),
    /// The system gave no random numbers, or no memory.
    #[error("a password could not be hashed")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The hash was begun and not finished: its thread panicked.
    #[error("a password hash was not finished")]
    Unfinished,
}

impl HasherError {
    /// How long to wait after [`HasherError::Busy`]: a full queue is empty again before that.
    pub const RETRY_AFTER: Duration = Duration::from_secs(1);
}

impl From<EngineError> for HasherError {
    fn from(error: EngineError) -> Self {
        Self::Failed(Box::new(error))
    }
}

impl From<PoolError> for HasherError {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Full => Self::Busy,
            PoolError::Panicked => Self::Unfinished,
        }
    }
}

impl Hasher {
    /// Starts the threads. They end when the hasher is dropped.
    pub fn new(options: HasherOptions) -> Result<Self, HasherError> {
        let params = options.params()?;
        let oversize = Arc::new(Mutex::new(()));
        let pool = Pool::start(options.threads, options.queue, || {
            Engine::new(params.clone(), Arc::clone(&oversize))
        })
        .map_err(HasherError::Threads)?;
        Ok(Self { pool, params, clients: RandomState::new(), started: Arc::default() })
    }

    /// Hashes a new password. `client` names who asks: its address, or its session.
    pub async fn hash(
        &self,
        password: Password,
        client: impl Hash,
    ) -> Result<PasswordHash, HasherError> {
        let started = Arc::clone(&self.started);
        let job = move |engine: &mut Engine| {
            started.fetch_add(1, Ordering::Relaxed);
            engine.hash(&password)
        };
        let hash = self.pool.run(self.clients.hash_one(client), job).await??;
        PasswordHash::from_stored_hash(&hash).ok_or(HasherError::Unfinished)
    }

    /// Compares a password with a stored hash.
    ///
    /// Without a hash (no such user, a user without a password), or with one that can't be read,
    /// the answer is [`PasswordCheck::Mismatch`] after the same work: time tells nobody which users exist.
    pub async fn verify(
        &self,
        password: &Password,
        stored: Option<&PasswordHash>,
        client: impl Hash,
    ) -> Result<PasswordCheck, HasherError> {
        let (stored, counts) = match stored.and_then(|hash| self.read(hash)) {
            Some(stored) => (stored, true),
            None => (StoredHash::blank(&self.params).map_err(EngineError::from)?, false),
        };
        let weak = stored.is_weaker_than(&self.params);
        let (password, started) = (password.clone(), Arc::clone(&self.started));
        let job = move |engine: &mut Engine| {
            started.fetch_add(1, Ordering::Relaxed);
            engine.matches(&password, &stored)
        };
        let matches = self.pool.run(self.clients.hash_one(client), job).await??;
        Ok(match (matches && counts, weak) {
            (false, _) => PasswordCheck::Mismatch,
            (true, false) => PasswordCheck::Match,
            (true, true) => PasswordCheck::MatchNeedsRehash,
        })
    }

    /// Hashes begun since the start, those that lead nowhere included.
    pub fn started(&self) -> u64 {
        self.started.load(Ordering::Relaxed)
    }

    /// Hashes that wait for a thread now.
    pub fn waiting(&self) -> usize {
        self.pool.waiting()
    }

    fn read(&self, hash: &PasswordHash) -> Option<StoredHash> {
        StoredHash::read(hash, &self.params)
            .inspect_err(|reason| tracing::error!(%reason, "a stored password hash is unusable"))
            .ok()
    }
}
