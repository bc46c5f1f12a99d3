//! From what a client sent to values that can't be wrong, with all problems in one answer.

use std::fmt;

use crate::wire::{Code, Detail, Wire, WireError, codes};

/// The reason why a value is refused: a code for programs, and a text for people.
///
/// The text is the type's `Display`. It follows the name of the field, as in "must have at least 8
/// characters", and never repeats the value.
pub trait InvalidValue: fmt::Display {
    /// Returns the code, in capitals: `INVALID_EMAIL`. It never changes.
    fn code(&self) -> &'static str;
}

/// Collects everything that is wrong with the values of an input, so that the client is told in one
/// answer.
///
/// Give each value to [`take`](Self::take) as the `Result` of parsing it, then make the checked
/// input with [`finish`](Self::finish). A handler returns the error with `?`: it is answered with
/// 400 `VALIDATION_ERROR` and the details.
///
/// ```
/// use std::fmt;
///
/// use nevr_core::http::{Checks, InvalidInput, InvalidValue};
///
/// /// A title of at least three characters.
/// #[derive(Debug)]
/// struct Title(String);
///
/// #[derive(Debug)]
/// struct TooShort;
///
/// impl fmt::Display for TooShort {
///     fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
///         f.write_str("must have at least 3 characters")
///     }
/// }
///
/// impl InvalidValue for TooShort {
///     fn code(&self) -> &'static str {
///         "TITLE_TOO_SHORT"
///     }
/// }
///
/// impl Title {
///     fn parse(text: &str) -> Result<Self, TooShort> {
///         if text.len() < 3 { Err(TooShort) } else { Ok(Self(text.to_owned())) }
///     }
/// }
///
/// fn check(title: &str, subtitle: &str) -> Result<(Title, Title), InvalidInput> {
///     let mut checks = Checks::new();
///     let title = checks.take("title", Title::parse(title));
///     let subtitle = checks.take("subtitle", Title::parse(subtitle));
///     checks.finish(title.zip(subtitle))
/// }
///
/// assert!(check("Emma", "A novel").is_ok());
/// let details = check("", "").unwrap_err().details().to_vec();
/// assert_eq!(details.len(), 2);
/// assert_eq!(details[0].field, "title");
/// assert_eq!(details[0].code, "TITLE_TOO_SHORT");
/// ```
#[derive(Debug, Default)]
pub struct Checks(Vec<Detail>);

impl Checks {
    /// Creates a collection without problems.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the value, or `None` after noting what is wrong with it under the name of the field.
    pub fn take<T, E: InvalidValue>(&mut self, field: &str, value: Result<T, E>) -> Option<T> {
        value.map_err(|error| self.0.push(Detail::new(field, error.code(), error.to_string()))).ok()
    }

    /// Does the same for a member that may be missing: a missing one is `None`, and no problem.
    pub fn take_optional<T, E: InvalidValue>(
        &mut self,
        field: &str,
        value: Option<Result<T, E>>,
    ) -> Option<T> {
        value.and_then(|value| self.take(field, value))
    }

    /// Returns what was made of the values.
    ///
    /// # Errors
    ///
    /// When something is wrong with a value, even if `made` is there.
    pub fn finish<T>(self, made: Option<T>) -> Result<T, InvalidInput> {
        match made {
            Some(made) if self.0.is_empty() => Ok(made),
            _ => Err(InvalidInput(self.0)),
        }
    }
}

/// The error of an input with wrong values, answered with 400 `VALIDATION_ERROR`. Its details name
/// each value and what is wrong with it.
///
/// Check an input before doing any work for it: limits don't count a request that fails with this
/// error ([`Wire::before_work`]).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the input is not valid")]
pub struct InvalidInput(Vec<Detail>);

impl InvalidInput {
    /// Creates the error of one wrong value.
    pub fn new(detail: Detail) -> Self {
        Self(vec![detail])
    }

    /// Returns what is wrong, one detail for each problem.
    pub fn details(&self) -> &[Detail] {
        &self.0
    }
}

impl WireError for InvalidInput {
    fn codes() -> Vec<Code> {
        vec![codes::VALIDATION_ERROR]
    }

    fn wire(&self) -> Wire {
        let details = self.0.clone();
        Wire { details, before_work: true, ..codes::VALIDATION_ERROR.into() }
    }
}
