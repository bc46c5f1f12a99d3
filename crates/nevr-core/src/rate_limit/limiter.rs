//! The limiter that requests ask.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use nevr_schema::env::Env;

use super::{Decision, Key, Storage, StorageError, memory::Memory};

/// How many keys are counted one by one unless told otherwise.
pub const DEFAULT_CAPACITY: usize = 100_000;

/// Counts requests against rules.
///
/// In any window of time at most the rule's maximum of requests is allowed for a key: exact up to a
/// maximum of 64; above that the window is cut into 32 parts, and a request counts up to one part
/// longer than the window. Refused requests don't count. Time is the monotonic clock's.
///
/// Memory is bounded: when all places are taken and none has expired, new keys of a rule share
/// overflow buckets (one for each part of the table), each as large as one client's.
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
    /// Whether the shared storage failed last time: its going and coming is logged once each.
    away: AtomicBool,
}

impl Limiter {
    /// A limiter that counts in this process, at most `capacity` keys one by one.
    pub fn new(env: Env, capacity: usize) -> Self {
        Self { memory: Memory::new(env, capacity), shared: None, away: AtomicBool::new(false) }
    }

    /// Counts in `storage`, and in this process while that does not answer.
    #[must_use]
    pub fn with_storage(self, storage: Arc<dyn Storage>) -> Self {
        Self { shared: Some(storage), ..self }
    }

    /// Counts a request against all keys or, if one of them is full, against none.
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

    /// How many keys have a count of their own in this process; never more than the capacity.
    pub fn tracked(&self) -> usize {
        self.memory.len()
    }

    fn note_failure(&self, error: &StorageError) {
        if !self.away.swap(true, Ordering::Relaxed) {
            let cause = std::error::Error::source(error).map(ToString::to_string);
            tracing::warn!(cause, "{error}; this process counts by itself until it does");
        }
    }

    fn note_answer(&self) {
        if self.away.swap(false, Ordering::Relaxed) {
            tracing::info!("the shared storage of the limits answers again");
        }
    }
}

impl fmt::Debug for Limiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limiter").field("shared", &self.shared.is_some()).finish_non_exhaustive()
    }
}
