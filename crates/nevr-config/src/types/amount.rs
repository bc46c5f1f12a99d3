//! A number with a unit behind it.

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

/// A thousand years: far beyond any use, and far from where dates overflow.
pub(super) const MOST_SECONDS: u64 = 1000 * 365 * 24 * 60 * 60;

/// Accepts what [`duration`] reads, and `${…}`, which an editor cannot look into.
pub(super) const TIME_PATTERN: &str = r"^[0-9]+ ?(ms|s|m|h|d|w)$|\$\{";

/// Cuts `16KiB` into `16` and `KiB`; a space between them is fine.
pub(super) fn split(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).filter(|end| *end > 0)?;
    let (digits, unit) = text.split_at(end);
    Some((digits, unit.strip_prefix(' ').unwrap_or(unit)))
}

/// The text is no duration that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoDuration {
    /// It is not a number with a unit.
    Malformed,
    /// It is, and longer than a thousand years.
    TooLong,
}

/// A duration with its unit, up to the longest that is taken.
pub(super) fn duration(text: &str) -> Result<Duration, NoDuration> {
    let (digits, unit) = split(text).ok_or(NoDuration::Malformed)?;
    let unit = TIME_UNITS.iter().find(|(name, _)| *name == unit);
    let (_, millis) = unit.ok_or(NoDuration::Malformed)?;
    // What has more than 64 bits is a number all the same.
    let millis = digits.parse().ok().and_then(|number: u64| number.checked_mul(*millis));
    let duration = millis.map(Duration::from_millis).ok_or(NoDuration::TooLong)?;
    if duration <= Duration::from_secs(MOST_SECONDS) {
        Ok(duration)
    } else {
        Err(NoDuration::TooLong)
    }
}

/// The duration in the largest unit that leaves no rest. Weeks are only read: `30d` is what people
/// compare with.
pub(super) fn spell(duration: Duration) -> String {
    let millis = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    let even = |unit: &&(&str, u64)| unit.0 != "w" && millis > 0 && millis.is_multiple_of(unit.1);
    match TIME_UNITS.iter().find(even) {
        Some((name, size)) => format!("{}{name}", millis / size),
        None => "0s".to_owned(),
    }
}
