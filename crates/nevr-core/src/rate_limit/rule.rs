//! A limit: a name, a maximum of requests and a window of time.

use std::borrow::Cow;

use nevr_config::Window;

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
