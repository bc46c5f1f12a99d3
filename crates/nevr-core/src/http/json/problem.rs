//! What can be wrong with the shape of a value, in words that repeat nothing of it.

use std::{borrow::Cow, fmt};

use serde::de::{Error, Expected, Unexpected};

use super::place::Path;

/// A shape problem on its way up to where its place is known.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) at: Option<Path>,
    pub(super) kind: Kind,
}

#[derive(Debug)]
pub(super) enum Kind {
    /// The object lacks this member.
    Missing(&'static str),
    /// The object has this member twice, by its name and an alias.
    Repeated(&'static str),
    /// The value is not what it must be.
    Wrong(Cow<'static, str>),
    /// A value that stands in for a bad one did not fit.
    Filler,
}

impl Problem {
    pub(super) fn must_be(expected: impl fmt::Display) -> Self {
        Kind::Wrong(format!("must be {expected}").into()).into()
    }

    /// Places the problem, unless it already has a closer place.
    pub(super) fn or_at(mut self, place: impl FnOnce() -> Path) -> Self {
        self.at.get_or_insert_with(place);
        self
    }
}

impl From<Kind> for Problem {
    fn from(kind: Kind) -> Self {
        Self { at: None, kind }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Missing(name) => write!(f, "lacks `{name}`"),
            Kind::Repeated(name) => write!(f, "has `{name}` twice"),
            Kind::Wrong(message) => f.write_str(message),
            Kind::Filler => f.write_str("has no stand-in"),
        }
    }
}

impl std::error::Error for Problem {}

impl Error for Problem {
    /// The words of other libraries may hold the value ("invalid character `x`"): not repeated. A
    /// type that wants to be understood says what it expects by [`Error::invalid_value`].
    fn custom<T: fmt::Display>(_: T) -> Self {
        Kind::Wrong(Cow::Borrowed("must have the right form")).into()
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

    /// Members are compared before serde sees them; this is for objects inside tagged enums.
    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self::must_be("an object without unknown members")
    }

    fn missing_field(field: &'static str) -> Self {
        Kind::Missing(field).into()
    }

    fn duplicate_field(field: &'static str) -> Self {
        Kind::Repeated(field).into()
    }
}

/// What serde's derives expect, without the names of Rust types.
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
