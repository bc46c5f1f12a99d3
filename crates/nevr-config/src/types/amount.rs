//! A number followed by a unit.

use std::time::Duration;

/// The units of time, in milliseconds, the largest first.
const TIME_UNITS: [(&str, u64); 6] = [
    ("w", 7 * 24 * 60 * 60 * 1000),
    ("d", 24 * 60 * 60 * 1000),
    ("h", 60 * 60 * 1000),
    ("m", 60 * 1000),
    ("s", 1000),
    ("ms", 1),
];

/// The longest duration, a thousand years: beyond any use, and far from where dates overflow.
pub(super) const MOST_SECONDS: u64 = 1000 * 365 * 24 * 60 * 60;

/// A regular expression for what [`duration`] accepts. It also accepts any text with `${`, because
/// an editor does not know the values of variables.
pub(super) const TIME_PATTERN: &str = r"^[0-9]+ ?(ms|s|m|h|d|w)$|\$\{";

/// Splits `16KiB` or `16 KiB` into `16` and `KiB`.
pub(super) fn split(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).filter(|end| *end > 0)?;
    let (digits, unit) = text.split_at(end);
    Some((digits, unit.strip_prefix(' ').unwrap_or(unit)))
}

/// Why a text is not accepted as a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DurationError {
    /// It is not a number with a unit.
    Malformed,
    /// It is longer than a thousand years.
    TooLong,
}

/// Parses a duration such as `15m`.
pub(super) fn duration(text: &str) -> Result<Duration, DurationError> {
    let (digits, unit) = split(text).ok_or(DurationError::Malformed)?;
    let unit = TIME_UNITS.iter().find(|(name, _)| *name == unit);
    let (_, millis) = unit.ok_or(DurationError::Malformed)?;
    // A number of more than 64 bits is well formed, and too long.
    let millis = digits.parse().ok().and_then(|number: u64| number.checked_mul(*millis));
    let duration = millis.map(Duration::from_millis).ok_or(DurationError::TooLong)?;
    if duration <= Duration::from_secs(MOST_SECONDS) {
        Ok(duration)
    } else {
        Err(DurationError::TooLong)
    }
}

/// Formats a duration in the largest unit that divides it. Weeks are accepted but not used here:
/// `30d` is easier to compare with other durations than `4w` and a rest.
pub(super) fn spell(duration: Duration) -> String {
    let millis = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    let even = |unit: &&(&str, u64)| unit.0 != "w" && millis > 0 && millis.is_multiple_of(unit.1);
    match TIME_UNITS.iter().find(even) {
        Some((name, size)) => format!("{}{name}", millis / size),
        None => "0s".to_owned(),
    }
}
