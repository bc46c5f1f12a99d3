//! The hasher.

use std::{
    hash::{BuildHasher, Hash, RandomState},
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use argon2::Params;

use super::{
    engine::{Engine, EngineError},
    options::{HasherOptions, HasherOptionsError},
    pool::{Pool, PoolError},
    stored::{PasswordHash, StoredHash},
};
use crate::password::policy::Password;

/// Hashes and verifies passwords, a bounded number at a time.
///
/// Waiting for it blocks no thread. Clients take turns, so that one with many hashes does not keep
/// others waiting for all of them. A caller that stops waiting gives up its position in the queue.
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
    /// Clients are counted by a keyed hash of their names, so that no client can choose a name that
    /// collides with another's.
    clients: RandomState,
    started: Arc<AtomicU64>,
}

/// The outcome of comparing a password with a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum PasswordCheck {
    /// It is another password, or there is no hash that could be compared.
    Mismatch,
    /// It is the password.
    Match,
    /// It is the password, and the hash is weaker than new ones: hash the password again and store
    /// that.
    MatchNeedsRehash,
}

/// Why a password was neither hashed nor compared.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HasherError {
    /// All threads are at work and the queue is full, and no client in it has more hashes than this one
    /// would have; or the hash waited, and one of a client with fewer took its position.
    #[error("too many passwords are being checked at the moment")]
    Busy,
    /// The options are invalid.
    #[error(transparent)]
    Options(#[from] HasherOptionsError),
    /// The operating system started no thread.
    #[error("the hashing threads could not be started")]
    Threads(#[source] io::Error),
    /// The operating system returned no random numbers, or no memory.
    #[error("a password could not be hashed")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The hash was begun and not finished, because it panicked.
    #[error("a password hash was not finished")]
    Unfinished,
}

impl HasherError {
    /// How long to wait after [`HasherError::Busy`]. The default queue is half empty again by then, on
    /// two cores.
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
    /// Starts the threads, which end when the hasher is dropped.
    ///
    /// # Errors
    ///
    /// When the options are invalid, or a thread can't be started.
    pub fn new(options: HasherOptions) -> Result<Self, HasherError> {
        let params = options.params()?;
        let oversize = Arc::new(Mutex::new(()));
        let pool = Pool::start(options.threads, options.queue, || {
            Engine::new(params.clone(), Arc::clone(&oversize))
        })
        .map_err(HasherError::Threads)?;
        Ok(Self { pool, params, clients: RandomState::new(), started: Arc::default() })
    }

    /// Hashes a new password. `client` names the client that asks, by its address for example. The
    /// clients whose hashes wait are served in turn.
    ///
    /// # Errors
    ///
    /// [`HasherError::Busy`] when the queue has no position for this client, or gives it to another.
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
    /// Without a hash (no such user, or a user without a password), or with one that can't be read,
    /// it does the same work and returns [`PasswordCheck::Mismatch`], so that the time it takes does
    /// not reveal which users exist.
    ///
    /// # Errors
    ///
    /// [`HasherError::Busy`] when the queue has no position for this client, or gives it to another.
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

    /// Returns the number of hashes begun since the start, including those for unknown users.
    pub fn started(&self) -> u64 {
        self.started.load(Ordering::Relaxed)
    }

    /// Returns the number of hashes that wait for a thread now.
    pub fn waiting(&self) -> usize {
        self.pool.waiting()
    }

    fn read(&self, hash: &PasswordHash) -> Option<StoredHash> {
        StoredHash::read(hash, &self.params)
            .inspect_err(|reason| tracing::error!(%reason, "a stored password hash is unusable"))
            .ok()
    }
}
