//! The maximum of requests in a span of time.

use std::time::Duration;

/// A maximum of requests in a span of time: at least one request, at least one millisecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    window: Duration,
    max: u32,
}

/// Why a [`Window`] could not be created.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidWindow {
    /// The span is shorter than a millisecond.
    #[error("the window of a limit is at least one millisecond")]
    TooShort,
    /// The maximum is zero, which would refuse every request.
    #[error("a limit allows at least one request")]
    NoRequests,
}

impl Window {
    /// Creates a limit of at most `max` requests in any span of `window`.
    pub const fn new(window: Duration, max: u32) -> Result<Self, InvalidWindow> {
        if window.as_millis() < 1 {
            return Err(InvalidWindow::TooShort);
        }
        if max < 1 {
            return Err(InvalidWindow::NoRequests);
        }
        Ok(Self { window, max })
    }

    /// Returns the span of time.
    pub const fn duration(self) -> Duration {
        self.window
    }

    /// Returns the maximum of requests, at least 1.
    pub const fn max(self) -> u32 {
        self.max
    }

    /// Returns the same span with `factor` times the maximum.
    #[must_use]
    pub fn times(self, factor: u32) -> Self {
        Self { max: self.max.saturating_mul(factor.max(1)), ..self }
    }
}
