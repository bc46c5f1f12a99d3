//! What a limit allows: so many requests in so much time.

use std::time::Duration;

/// A number of requests in a span of time; both are at least the smallest that makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    window: Duration,
    max: u32,
}

/// Why a [`Window`] can't be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidWindow {
    /// The span is shorter than a millisecond.
    #[error("the window of a limit is at least one millisecond")]
    TooShort,
    /// The limit lets nobody in.
    #[error("a limit allows at least one request")]
    NoRequests,
}

impl Window {
    /// At most `max` requests in any span of `window`.
    pub const fn new(window: Duration, max: u32) -> Result<Self, InvalidWindow> {
        if window.as_millis() < 1 {
            return Err(InvalidWindow::TooShort);
        }
        if max < 1 {
            return Err(InvalidWindow::NoRequests);
        }
        Ok(Self { window, max })
    }

    /// The span of time.
    pub const fn duration(self) -> Duration {
        self.window
    }

    /// How many requests it allows; at least 1.
    pub const fn max(self) -> u32 {
        self.max
    }

    /// The same span with room for `factor` times as many requests.
    #[must_use]
    pub fn times(self, factor: u32) -> Self {
        Self { max: self.max.saturating_mul(factor.max(1)), ..self }
    }
}
