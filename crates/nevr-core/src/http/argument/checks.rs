//! From raw input to types that can't be wrong, with everything that is wrong reported at once.

use std::fmt;

use crate::wire::{Code, Detail, Wire, WireError, codes};

/// Why a value is refused: a code that clients can rely on, and words for people.
pub trait InvalidValue: fmt::Display {
    /// Stable, in capitals: `INVALID_EMAIL`.
    fn code(&self) -> &'static str;
}

/// Collects what is wrong with the values of an input.
///
/// ```
/// # use nevr_core::http::{Checks, Invalid, InvalidValue};
/// # #[derive(Debug)] struct TooShort;
/// # impl std::fmt::Display for TooShort {
/// #     fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str("is too short") }
/// # }
/// # impl InvalidValue for TooShort { fn code(&self) -> &'static str { "TOO_SHORT" } }
/// # fn parse(text: &str) -> Result<String, TooShort> { if text.len() < 3 { Err(TooShort) } else { Ok(text.into()) } }
/// fn read(title: &str, text: &str) -> Result<(String, String), Invalid> {
///     let mut checks = Checks::new();
///     let title = checks.take("title", parse(title));
///     let text = checks.take("text", parse(text));
///     checks.pass(title.zip(text))
/// }
/// assert_eq!(read("", "").unwrap_err().details().len(), 2);
/// ```
#[derive(Debug, Default)]
pub struct Checks(Vec<Detail>);

impl Checks {
    /// Nothing is wrong yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The value, or a note of what is wrong with it.
    pub fn take<T, E: InvalidValue>(&mut self, field: &str, value: Result<T, E>) -> Option<T> {
        value.map_err(|error| self.0.push(Detail::new(field, error.code(), error.to_string()))).ok()
    }

    /// The same for a member that may be missing.
    pub fn take_optional<T, E: InvalidValue>(
        &mut self,
        field: &str,
        value: Option<Result<T, E>>,
    ) -> Option<T> {
        value.and_then(|value| self.take(field, value))
    }

    /// What was made of the values, if nothing is wrong with any of them.
    pub fn pass<T>(self, made: Option<T>) -> Result<T, Invalid> {
        match made {
            Some(made) if self.0.is_empty() => Ok(made),
            _ => Err(Invalid(self.0)),
        }
    }
}

/// Values of the input are wrong; the details say which and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the input is not valid")]
pub struct Invalid(Vec<Detail>);

impl Invalid {
    /// One value is wrong.
    pub fn new(detail: Detail) -> Self {
        Self(vec![detail])
    }

    /// What is wrong.
    pub fn details(&self) -> &[Detail] {
        &self.0
    }
}

impl WireError for Invalid {
    fn codes() -> Vec<Code> {
        vec![codes::VALIDATION_ERROR]
    }

    fn wire(&self) -> Wire {
        Wire { details: self.0.clone(), ..codes::VALIDATION_ERROR.into() }
    }
}
