//! The limiter, which counts requests against rules.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use nevr_schema::env::Env;

use super::{
    decision::{Decision, State},
    key::Key,
    memory::Memory,
    storage::{Storage, StorageError},
};

/// The number of keys that `Nevr` counts one by one.
pub const DEFAULT_CAPACITY: usize = 100_000;

/// Counts requests against rules.
///
/// A key gets at most its rule's maximum of requests in any window of time. Up to a maximum of 64
/// the count is exact; above, the window is divided into 32 sub-windows and a request counts for up
/// to one sub-window longer than the window. Refused requests don't count. Time is read from the
/// monotonic clock.
///
/// Memory is bounded by a capacity. When that many keys are counted and none has expired, new keys
/// share overflow buckets by hash: five for each key of the capacity, each with room for one key's
/// maximum beside what an average one of them counts. A request counts there for up to two windows.
///
/// A check locks only the buckets of its own keys, and one lock more if a key is new; it never
/// waits while it holds them, and drops at most 32 expired keys.
///
/// ```
/// # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::{sync::Arc, time::Duration};
/// use nevr_config::Window;
/// use nevr_core::rate_limit::{Decision, Key, Limiter, Rule, Subject};
/// use nevr_schema::env::Env;
///
/// let limiter = Limiter::new(Env::default(), 100_000);
/// let rule = Arc::new(Rule::new("auth.signIn", Window::new(Duration::from_secs(60), 1)?)?);
/// let key = Key::new(&rule, Subject::user("anon_1"));
/// assert!(matches!(limiter.check(&[key.clone()]).await, Decision::Allowed(_)));
/// assert!(matches!(limiter.check(&[key]).await, Decision::Refused(state) if state.retry_after() == 60));
/// # Ok(())
/// # }
/// ```
pub struct Limiter {
    memory: Memory,
    shared: Option<Arc<dyn Storage>>,
    /// Whether the shared storage failed last time: failure and recovery are logged once each.
    away: AtomicBool,
}

impl Limiter {
    /// Creates a limiter that counts in this process, at most `capacity` keys one by one.
    pub fn new(env: Env, capacity: usize) -> Self {
        Self { memory: Memory::new(env, capacity), shared: None, away: AtomicBool::new(false) }
    }

    /// Counts in `storage` instead, and in this process while `storage` fails.
    #[must_use]
    pub fn with_storage(self, storage: Arc<dyn Storage>) -> Self {
        Self { shared: Some(storage), ..self }
    }

    /// Counts a request against all keys or, if one of them is full, against none. Keys that are
    /// given twice count once.
    pub async fn check(&self, keys: &[Key]) -> Decision {
        if keys.is_empty() {
            return Decision::Unlimited;
        }
        let Some(storage) = &self.shared else { return self.memory.take(keys) };
        match storage.take(keys).await {
            Ok(decision) => {
                self.note_answer();
                decision
            }
            Err(error) => {
                self.note_failure(&error);
                self.memory.take(keys)
            }
        }
    }

    /// Takes back the count of a request that was allowed, whose `state` the decision had: the request
    /// was refused as invalid before it did any work. Returns what the tightest rule leaves then.
    ///
    /// A window gives back [`GIVEN_BACK_FACTOR`](super::GIVEN_BACK_FACTOR) times its maximum, and
    /// nothing while the table is full and the key has no bucket of its own.
    pub async fn give_back(&self, keys: &[Key], state: &State) -> Option<State> {
        let Some(storage) = &self.shared else { return self.memory.give_back(keys, state.at) };
        match storage.give_back(keys, state.at).await {
            Ok(left) => left,
            Err(error) => {
                self.note_failure(&error);
                self.memory.give_back(keys, state.at)
            }
        }
    }

    /// Returns the number of keys that this process counts one by one, never more than the capacity.
    pub fn tracked(&self) -> usize {
        self.memory.len()
    }

    fn note_failure(&self, error: &StorageError) {
        if !self.away.swap(true, Ordering::Relaxed) {
            let cause = std::error::Error::source(error).map(ToString::to_string);
            tracing::warn!(
                cause,
                "{error}; until it does, this process limits requests by its own counts"
            );
        }
    }

    fn note_answer(&self) {
        if self.away.swap(false, Ordering::Relaxed) {
            tracing::info!("the shared storage for rate limits answers again");
        }
    }
}

impl fmt::Debug for Limiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limiter").field("shared", &self.shared.is_some()).finish_non_exhaustive()
    }
}
