//! What a limit says: so many requests in so much time, under a name.

use std::borrow::Cow;

use nevr_config::Window;

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
