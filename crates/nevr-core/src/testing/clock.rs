//! A clock that stands still until a test turns it.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use nevr_schema::env::{Clock, Timestamp};

/// Noon of the first of March 2026, in UTC.
const START: Timestamp = Timestamp::from_millis(1_772_366_400_000);

/// A clock that stands still until it is turned; its clones are the same clock.
///
/// It starts at 2026-03-01T12:00:00.000Z.
#[derive(Clone, Debug)]
pub struct TestClock(Arc<Mutex<ClockState>>);

#[derive(Debug)]
struct ClockState {
    wall: Timestamp,
    monotonic: Duration,
}

impl Default for TestClock {
    fn default() -> Self {
        let state = ClockState { wall: START, monotonic: Duration::from_secs(1) };
        Self(Arc::new(Mutex::new(state)))
    }
}

impl TestClock {
    /// A clock at its start.
    pub fn new() -> Self {
        Self::default()
    }

    /// Time passes: the wall clock and the monotonic one go on together.
    pub fn advance(&self, by: Duration) {
        let mut state = self.state();
        state.wall = state.wall + by;
        state.monotonic += by;
    }

    /// Somebody sets the wall clock back; no time passes.
    pub fn set_wall_back(&self, by: Duration) {
        let mut state = self.state();
        state.wall = state.wall - by;
    }

    /// Somebody sets the wall clock forward; no time passes.
    pub fn set_wall_forward(&self, by: Duration) {
        let mut state = self.state();
        state.wall = state.wall + by;
    }

    fn state(&self) -> MutexGuard<'_, ClockState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        self.state().wall
    }

    fn monotonic(&self) -> Duration {
        self.state().monotonic
    }
}
