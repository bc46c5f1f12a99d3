//! A number of requests in a span of time.

use std::time::Duration;

/// The number of requests that a rate limit allows in a span of time, as endpoints take it. Neither
/// of the two is zero.
///
/// ```
/// use std::time::Duration;
///
/// use nevr_config::Window;
///
/// let window = Window::new(Duration::from_secs(60), 10)?;
/// assert_eq!(window.times(3).max(), 30);
/// assert!(Window::new(Duration::from_secs(60), 0).is_err());
/// # Ok::<(), nevr_config::InvalidWindow>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    window: Duration,
    max: u32,
}

/// Why a [`Window`] cannot be created.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidWindow {
    /// The span is shorter than a millisecond.
    #[error("the window of a limit is at least one millisecond")]
    TooShort,
    /// No request would be allowed.
    #[error("a limit allows at least one request")]
    NoRequests,
}

impl Window {
    /// Allows at most `max` requests in any span of `window`.
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

    /// Returns the number of requests; at least 1.
    pub const fn max(self) -> u32 {
        self.max
    }

    /// Allows `factor` times as many requests in the same span.
    #[must_use]
    pub fn times(self, factor: u32) -> Self {
        Self { max: self.max.saturating_mul(factor.max(1)), ..self }
    }
}
