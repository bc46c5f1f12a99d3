//! The sources of time and ids, which tests can replace.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use uuid::{ContextV7, Timestamp as UuidTimestamp, Uuid};

use super::timestamp::Timestamp;

/// A source of time.
///
/// It has two clocks: the wall clock for what is stored, and a monotonic one for limits and
/// time-outs, which must not change when the wall clock is set.
pub trait Clock: Send + Sync + 'static {
    /// Returns the time of the wall clock.
    fn now(&self) -> Timestamp;
    /// Returns the time since a fixed moment of this process. It never decreases.
    fn monotonic(&self) -> Duration;
}

/// The machine's clock.
#[derive(Debug)]
pub struct SystemClock {
    started: Instant,
}

impl Default for SystemClock {
    fn default() -> Self {
        Self { started: Instant::now() }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the clock that `Env` has by default"
        )]
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    fn monotonic(&self) -> Duration {
        self.started.elapsed()
    }
}

/// The source of time and ids. Cheap to clone.
///
/// Code that needs either takes an `Env`, so that a test can set the time. `Env::default()` uses
/// the machine's clock.
///
/// ```
/// use nevr_schema::env::Env;
///
/// let env = Env::default();
/// assert!(env.uuid() < env.uuid(), "ids are in the order they were made");
/// ```
#[derive(Clone)]
pub struct Env {
    clock: Arc<dyn Clock>,
    ids: Arc<ContextV7Shared>,
}

/// A counter that all clones share, so that ids made within one millisecond are in order too.
struct ContextV7Shared(std::sync::Mutex<ContextV7>);

impl Env {
    /// Creates an environment with this clock.
    pub fn new(clock: impl Clock) -> Self {
        Self {
            clock: Arc::new(clock),
            ids: Arc::new(ContextV7Shared(std::sync::Mutex::new(ContextV7::new()))),
        }
    }

    /// Returns the time of the wall clock.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Returns the time since a fixed moment of this process. It never decreases.
    pub fn monotonic(&self) -> Duration {
        self.clock.monotonic()
    }

    /// Creates an id, a UUIDv7 (RFC 9562). Ids are ordered by time; an id is not a secret.
    pub fn uuid(&self) -> Uuid {
        let millis = u64::try_from(self.now().as_millis()).unwrap_or(0);
        let nanos = u32::try_from(millis % 1000).unwrap_or(0) * 1_000_000;
        let context = self.ids.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Uuid::new_v7(UuidTimestamp::from_unix(&*context, millis / 1000, nanos))
    }
}

impl Default for Env {
    fn default() -> Self {
        Self::new(SystemClock::default())
    }
}

impl fmt::Debug for Env {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Env").finish_non_exhaustive()
    }
}
