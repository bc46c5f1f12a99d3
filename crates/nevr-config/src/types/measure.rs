//! What a number in the file counts, to compare it with a bound.

use super::{
    amount::{DurationError, duration},
    byte_size::{ByteSize, parse},
    seconds::Seconds,
};

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Measure {
    /// It has no unit.
    Number,
    /// A duration with a unit. The bound counts seconds.
    Time,
    /// A size with a unit. The bound counts bytes.
    Size,
}

impl Measure {
    /// Returns the measure of a text such as `10s` or `16KiB`, with its amount in the smallest unit.
    pub(crate) fn of(text: &str) -> Option<(Self, u128)> {
        if let Some(bytes) = parse(text) {
            return Some((Self::Size, bytes as u128));
        }
        match duration(text) {
            Ok(time) => Some((Self::Time, time.as_millis())),
            Err(DurationError::TooLong) => Some((Self::Time, u128::MAX)),
            Err(DurationError::Malformed) => None,
        }
    }

    /// Returns a bound in the unit of [`of`](Self::of).
    pub(crate) fn amount(self, bound: u64) -> u128 {
        u128::from(bound) * if self == Self::Time { 1000 } else { 1 }
    }

    /// Returns a bound as text.
    pub(crate) fn shown(self, bound: u64) -> String {
        match self {
            Self::Number => bound.to_string(),
            Self::Time => Seconds::new(bound).to_string(),
            Self::Size => ByteSize::new(usize::try_from(bound).unwrap_or(usize::MAX)).to_string(),
        }
    }
}
