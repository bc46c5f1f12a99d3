//! What a secret must be like to be let into a ring.

use std::collections::HashSet;

/// Characters a secret must have at least.
const MIN_CHARS: usize = 32;
/// Different characters a secret must have at least.
const MIN_DISTINCT: usize = 10;

/// What examples, templates and tutorials write where a secret belongs, in lower case and without
/// anything that is no letter or digit. Long enough that no random secret contains one.
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

/// Words that are refused only where the secret starts with them: short enough that a random one
/// could contain them further on.
const PLACEHOLDER_STARTS: &[&str] = &["secret", "example", "default", "insert", "todo", "fixme"];

/// Why a list of secrets is refused. `position` counts from 1; the secret itself is never shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SecretError {
    /// The list is empty.
    #[error("there is no secret: set NEVR_AUTH_SECRET to what `nevr secret` prints")]
    Missing,
    /// Under 32 characters.
    #[error(
        "secret {position} is too short: it needs at least 32 characters (`nevr secret` prints one)"
    )]
    TooShort {
        /// Which of the list.
        position: usize,
    },
    /// Under 10 different characters, or a short text over and over.
    #[error("secret {position} is too uniform to be a secret (`nevr secret` prints one)")]
    TooUniform {
        /// Which of the list.
        position: usize,
    },
    /// What a template or a tutorial writes in its place.
    #[error("secret {position} is a placeholder: replace it by what `nevr secret` prints")]
    Placeholder {
        /// Which of the list.
        position: usize,
    },
}

/// Checks one secret; `position` is for the error.
pub(super) fn check(position: usize, secret: &str) -> Result<(), SecretError> {
    // First: a short placeholder is better called by its name than called short.
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

/// Whether the text is one piece written at least twice, the last time perhaps cut short.
fn repeats(chars: &[char]) -> bool {
    (1..=chars.len() / 2)
        .any(|period| chars.iter().eq(chars.iter().take(period).cycle().take(chars.len())))
}
