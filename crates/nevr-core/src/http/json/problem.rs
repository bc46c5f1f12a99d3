//! What is wrong with the shape of a value, in words that repeat nothing of it.

use std::{borrow::Cow, fmt};

use serde::de::{Error, Expected, Unexpected};

/// What ended the reading of a type; the findings know where.
#[derive(Debug)]
pub(super) enum Problem {
    /// The object lacks the member of this name.
    Missing(&'static str),
    /// The object has the member of this name twice, once by an alias.
    Repeated(&'static str),
    /// The value is of the wrong type; the message names the right one.
    Wrong(Cow<'static, str>),
}

impl Problem {
    /// Creates the problem of a value that is not what is `expected`, as in "a string".
    pub(super) fn must_be(expected: impl fmt::Display) -> Self {
        Self::Wrong(format!("must be {expected}").into())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(name) => write!(f, "lacks `{name}`"),
            Self::Repeated(name) => write!(f, "has `{name}` twice"),
            Self::Wrong(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Problem {}

impl Error for Problem {
    /// Drops the message: those of other libraries may hold the value ("invalid character `x`"). A
    /// type with rules of its own describes what it expects through [`Error::invalid_value`].
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Wrong(Cow::Borrowed("must have the right form"))
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::must_be(plain_words(&expected.to_string()))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::must_be(plain_words(&expected.to_string()))
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self::must_be("a list of the right length")
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        let quoted: Vec<_> = expected.iter().map(|name| format!("\"{name}\"")).collect();
        match quoted.as_slice() {
            [] => Self::custom(""),
            [one] => Self::must_be(one),
            [most @ .., last] => Self::must_be(format!("{} or {last}", most.join(", "))),
        }
    }

    /// Only for objects inside of tagged enums, which serde reads from a copy of its own: the names of
    /// all other objects are compared before serde sees them.
    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self::must_be("an object without unknown members")
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field)
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::Repeated(field)
    }
}

/// Returns what serde's derives expect, without the names of Rust types.
fn plain_words(expected: &str) -> &str {
    let begins = |words: &[&str]| words.iter().any(|word| expected.starts_with(word));
    if begins(&["tuple", "a tuple", "a sequence", "an array"]) {
        "a list"
    } else if begins(&["struct", "internally", "adjacently", "a map", "newtype variant"]) {
        "an object"
    } else if begins(&["enum", "variant"]) {
        "one of the known variants"
    } else if begins(&["unit"]) {
        "null"
    } else if begins(&["a boolean"]) {
        "true or false"
    } else if expected.strip_prefix(['u', 'i']).is_some_and(is_size) {
        "a whole number"
    } else if expected.strip_prefix('f').is_some_and(is_size) {
        "a number"
    } else {
        expected
    }
}

fn is_size(text: &str) -> bool {
    text == "size" || text.parse::<u8>().is_ok()
}
