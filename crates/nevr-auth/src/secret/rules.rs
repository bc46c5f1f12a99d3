//! The rules that a secret must meet.

use std::collections::HashSet;

/// The least number of characters of a secret.
const MIN_CHARS: usize = 32;
/// The least number of different characters of a secret.
const MIN_DISTINCT: usize = 10;

/// The texts that examples, templates and tutorials write in place of a secret, in lower case and
/// only letters and digits. They are long enough that a random secret practically never contains one.
const PLACEHOLDERS: &[&str] = &[
    "changeme",
    "changethis",
    "replaceme",
    "replacethis",
    "replacewith",
    "yoursecret",
    "yourownsecret",
    "yourrandom",
    "yourauth",
    "mysecret",
    "authsecret",
    "secrethere",
    "secretkey",
    "supersecret",
    "topsecret",
    "verysecret",
    "notasecret",
    "sessionsecret",
    "keyboardcat",
    "password",
    "placeholder",
    "insecure",
    "donotuse",
    "dontuse",
    "atleast32",
    "32characters",
    "minimum32",
    "randomstring",
    "examplesecret",
    "testsecret",
    "development",
    "abcdefghij",
    "0123456789",
    "1234567890",
];

/// Words that are refused only at the start of a secret: they are so short that a random secret could
/// contain them further on.
const PLACEHOLDER_STARTS: &[&str] = &["secret", "example", "default", "insert", "todo", "fixme"];

/// Why a list of secrets is refused. `position` counts from 1; the secret itself is never shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SecretError {
    /// The list is empty.
    #[error("there is no secret: set NEVR_AUTH_SECRET to the output of `nevr secret`")]
    Missing,
    /// Under 32 characters.
    #[error(
        "secret {position} is too short: it needs at least 32 characters (`nevr secret` prints one)"
    )]
    TooShort {
        /// The position in the list, from 1.
        position: usize,
    },
    /// Under 10 different characters, or a short text repeated.
    #[error("secret {position} is too uniform to be a secret (`nevr secret` prints one)")]
    TooUniform {
        /// The position in the list, from 1.
        position: usize,
    },
    /// The placeholder of a template or a tutorial.
    #[error("secret {position} is a placeholder: replace it with the output of `nevr secret`")]
    Placeholder {
        /// The position in the list, from 1.
        position: usize,
    },
}

/// Checks one secret; `position` is for the error.
pub(super) fn check(position: usize, secret: &str) -> Result<(), SecretError> {
    // First: for a short placeholder, that it is one is the better explanation.
    if is_placeholder(secret) {
        return Err(SecretError::Placeholder { position });
    }
    if secret.chars().count() < MIN_CHARS {
        return Err(SecretError::TooShort { position });
    }
    if is_uniform(secret) {
        return Err(SecretError::TooUniform { position });
    }
    Ok(())
}

fn is_placeholder(secret: &str) -> bool {
    let plain: String =
        secret.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    PLACEHOLDERS.iter().any(|word| plain.contains(word))
        || PLACEHOLDER_STARTS.iter().any(|word| plain.starts_with(word))
}

fn is_uniform(secret: &str) -> bool {
    let chars: Vec<char> = secret.chars().collect();
    let distinct: HashSet<char> = chars.iter().copied().collect();
    distinct.len() < MIN_DISTINCT || repeats(&chars)
}

/// Returns whether the text is one piece repeated at least twice, the last time perhaps cut short.
fn repeats(chars: &[char]) -> bool {
    (1..=chars.len() / 2)
        .any(|period| chars.iter().eq(chars.iter().take(period).cycle().take(chars.len())))
}
