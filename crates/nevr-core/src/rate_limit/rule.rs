//! A limit: a name, a maximum of requests and a window of time.

use std::{borrow::Cow, time::Duration};

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

/// A limit: a stable name and a [`Window`].
///
/// The name, for example `auth.signIn`, is part of the response headers and of the keys in a shared
/// storage. For a limit of several windows, create several rules with one name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rule {
    name: Cow<'static, str>,
    window: Window,
}

/// The name of a rule does not match `[A-Za-z0-9._/-]{1,64}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the name of a limit is 1 to 64 letters, digits, dots, slashes, dashes and underscores")]
pub struct InvalidRuleName;

impl Rule {
    /// Creates a rule. The name must match `[A-Za-z0-9._/-]{1,64}`, so that it needs no escape in a
    /// header or in a key.
    pub fn new(
        name: impl Into<Cow<'static, str>>,
        window: Window,
    ) -> Result<Self, InvalidRuleName> {
        let name = name.into();
        let sound = |b: u8| b.is_ascii_alphanumeric() || b"._/-".contains(&b);
        if (1..=64).contains(&name.len()) && name.bytes().all(sound) {
            Ok(Self { name, window })
        } else {
            Err(InvalidRuleName)
        }
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the window.
    pub fn window(&self) -> Window {
        self.window
    }

    /// Returns a rule of the same name with `factor` times the maximum.
    #[must_use]
    pub fn times(&self, factor: u32) -> Self {
        Self { name: self.name.clone(), window: self.window.times(factor) }
    }
}
