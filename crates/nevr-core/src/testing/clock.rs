//! A clock that only the test moves.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use nevr_schema::env::{Clock, Timestamp};

/// Noon of the first of March 2026, in UTC.
const START: Timestamp = Timestamp::from_millis(1_772_366_400_000);

/// A clock that only the test moves. Clones are the same clock.
///
/// It starts at 2026-03-01T12:00:00.000Z. The app reads it wherever it would read the time: to let
/// sessions expire, to count limits, and for the timestamps of rows. [`TestApp::clock`] returns the
/// clock of an app.
///
/// ```
/// use std::time::Duration;
///
/// use nevr_core::{plugin::Registry, testing::{TestApp, run}};
///
/// run(async {
///     let app = TestApp::start(Registry::new(), "").await;
///     let before = app.nevr().env().now();
///     app.clock().advance(Duration::from_secs(60));
///     assert_eq!(app.nevr().env().now(), before + Duration::from_secs(60));
/// });
/// ```
///
/// [`TestApp::clock`]: super::TestApp::clock
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
    /// Makes a clock at its start.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets time pass: moves the wall clock and the monotonic clock forward together.
    pub fn advance(&self, by: Duration) {
        let mut state = self.state();
        state.wall = state.wall + by;
        state.monotonic += by;
    }

    /// Sets the wall clock back, as an administrator could. No time passes.
    pub fn set_wall_back(&self, by: Duration) {
        let mut state = self.state();
        state.wall = state.wall - by;
    }

    /// Sets the wall clock forward, as an administrator could. No time passes.
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
