//! What a limit says: so many requests in so much time, under a name.

use std::{borrow::Cow, time::Duration};

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

/// A limit: a stable name and what it allows.
///
/// The name, for example `auth.signIn`, goes into the response headers and into the keys of shared
/// storages. A rule of several windows is several rules of one name.
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
    /// A rule called `name`, which has to match `[A-Za-z0-9._/-]{1,64}`: such a name needs no
    /// escape in a header or in a key.
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

    /// The stable name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the rule allows.
    pub fn window(&self) -> Window {
        self.window
    }

    /// The same rule with room for `factor` times as many requests.
    #[must_use]
    pub fn times(&self, factor: u32) -> Self {
        Self { name: self.name.clone(), window: self.window.times(factor) }
    }
}
