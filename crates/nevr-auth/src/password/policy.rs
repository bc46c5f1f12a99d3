//! The rules for passwords.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::commonest::is_common;

/// The largest number of bytes of a code point: a longer text than `max` of these is refused unread.
const BYTES_PER_CHAR: usize = 4;
/// The upper bound of `max`, so that what is read and hashed for one request stays small.
const LARGEST_MAX: usize = 1024;

/// How long a password must and may be, in Unicode code points after normalisation to NFC.
///
/// ```
/// use nevr_auth::password::{PasswordError, PasswordPolicy};
///
/// let policy = PasswordPolicy::default();
/// assert!(policy.check_new("correct horse battery").is_ok());
/// assert_eq!(policy.check_new("password1").unwrap_err(), PasswordError::TooCommon);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordPolicy {
    min: usize,
    max: usize,
}

/// Why two numbers are not a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// An empty password would be accepted.
    #[error("the minimum length of a password must be at least 1")]
    MinimumZero,
    /// No password would be accepted.
    #[error("the minimum length of a password must not be above the maximum")]
    MinimumAboveMaximum,
    /// One request could make the server hash any amount of text.
    #[error("the maximum length of a password must be at most 1024")]
    MaximumTooLarge,
}

/// Why a password is refused. The messages never repeat the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PasswordError {
    /// Fewer code points than the policy asks for.
    #[error("must have at least {min} characters")]
    TooShort {
        /// The policy's minimum.
        min: usize,
    },
    /// More code points than the policy allows. A password is never cut.
    #[error("must have at most {max} characters")]
    TooLong {
        /// The policy's maximum.
        max: usize,
    },
    /// On the list of the most common passwords (NIST SP 800-63B-4, 3.1.1.2).
    #[error("is one of the most common passwords; choose another")]
    TooCommon,
}

impl PasswordError {
    /// Returns the stable code of this problem in an error's `details`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooShort { .. } => "PASSWORD_TOO_SHORT",
            Self::TooLong { .. } => "PASSWORD_TOO_LONG",
            Self::TooCommon => "PASSWORD_TOO_COMMON",
        }
    }
}

/// A password in NFC and within its bounds, ready to be hashed.
///
/// Its memory is overwritten when it is dropped, and `Debug` does not show it.
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

impl Default for PasswordPolicy {
    /// 8 to 128 code points (ASVS 5, 6.2.1 and 6.2.9).
    fn default() -> Self {
        Self { min: 8, max: 128 }
    }
}

impl PasswordPolicy {
    /// Makes a policy of `min` to `max` code points.
    pub fn new(min: usize, max: usize) -> Result<Self, PolicyError> {
        Self::errors(min, max).next().map_or(Ok(Self { min, max }), Err)
    }

    /// Returns everything that is wrong with two numbers as a policy.
    pub fn errors(min: usize, max: usize) -> impl Iterator<Item = PolicyError> {
        [
            (min == 0).then_some(PolicyError::MinimumZero),
            (min > max).then_some(PolicyError::MinimumAboveMaximum),
            (max > LARGEST_MAX).then_some(PolicyError::MaximumTooLarge),
        ]
        .into_iter()
        .flatten()
    }

    /// Checks a password that a user chooses: sign-up, link, change. All rules apply.
    pub fn check_new(&self, raw: &str) -> Result<Password, PasswordError> {
        let password = self.accept(raw)?;
        if password.0.chars().count() < self.min {
            return Err(PasswordError::TooShort { min: self.min });
        }
        if is_common(&password.0) {
            return Err(PasswordError::TooCommon);
        }
        Ok(password)
    }

    /// Checks a password that a user already has: sign-in, proof of identity. Only the upper bound
    /// applies, so that a password chosen under an older policy still signs in.
    pub fn accept(&self, raw: &str) -> Result<Password, PasswordError> {
        // Before normalising, which takes time and memory for each byte.
        if raw.len() > BYTES_PER_CHAR * self.max {
            return Err(PasswordError::TooLong { max: self.max });
        }
        let password = Password(Zeroizing::new(normalise(raw)));
        if password.0.chars().count() > self.max {
            return Err(PasswordError::TooLong { max: self.max });
        }
        Ok(password)
    }
}

/// Brings texts that look the same into one form: keyboards differ in how they compose accents.
fn normalise(raw: &str) -> String {
    // NFC makes text at most three times as long. The string has room for that from the start: one
    // that grows leaves a copy of the password in freed memory.
    let mut normal = String::with_capacity(3 * raw.len());
    normal.extend(raw.nfc());
    normal
}

impl Password {
    /// Returns the bytes to hash.
    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}
