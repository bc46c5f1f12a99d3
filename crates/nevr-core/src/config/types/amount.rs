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

/// Cuts `16KiB` into 16 and `KiB`; a space between them is fine.
pub(super) fn split(text: &str) -> Option<(u64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(end);
    Some((number.parse().ok()?, unit.strip_prefix(' ').unwrap_or(unit)))
}

/// A duration with its unit, up to the longest that is taken.
pub(super) fn duration(text: &str) -> Option<Duration> {
    let (number, unit) = split(text)?;
    let (_, millis) = TIME_UNITS.iter().find(|(name, _)| *name == unit)?;
    let duration = Duration::from_millis(number.checked_mul(*millis)?);
    (duration <= Duration::from_secs(MOST_SECONDS)).then_some(duration)
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
