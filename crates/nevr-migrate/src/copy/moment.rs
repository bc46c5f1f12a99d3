//! Moments as a database holds them, which may be finer than a `Timestamp`: other programs wrote
//! them.

use nevr_schema::env::Timestamp;
use sea_orm::{DbBackend, DbErr, QueryResult, sea_query::Value as SqlValue};
use time::{OffsetDateTime, PrimitiveDateTime, UtcOffset, format_description::well_known::Rfc3339};

use super::error::InvalidValue;

/// The digits of the fraction that a moment is parsed with; others would be lost.
const DIGITS: usize = 9;

/// Reads a moment, with every digit that is stored.
pub(super) fn read(
    row: &QueryResult,
    at: usize,
    backend: DbBackend,
) -> Result<Option<OffsetDateTime>, InvalidValue> {
    let wrong = |_: DbErr| InvalidValue::Type;
    let moment = if backend == DbBackend::Sqlite {
        let text = row.try_get_by_index::<Option<String>>(at).map_err(wrong)?;
        text.map(|text| parse(&text)).transpose()?
    } else {
        row.try_get_by_index::<Option<OffsetDateTime>>(at).map_err(wrong)?
    };
    moment.map(in_utc).transpose()
}

fn parse(text: &str) -> Result<OffsetDateTime, InvalidValue> {
    let moment = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| InvalidValue::Type)?;
    let fraction = text.split('.').nth(1).unwrap_or_default();
    let digits = fraction.bytes().take_while(u8::is_ascii_digit);
    // A leap second has no other spelling, and the parser makes the one before it of it.
    let changes = digits.skip(DIGITS).any(|digit| digit != b'0') || text.get(17..19) == Some("60");
    if changes { Err(InvalidValue::Precision) } else { Ok(moment) }
}

fn in_utc(moment: OffsetDateTime) -> Result<OffsetDateTime, InvalidValue> {
    let moment = moment.checked_to_offset(UtcOffset::UTC).ok_or(InvalidValue::Year)?;
    if (0..=9999).contains(&moment.year()) { Ok(moment) } else { Err(InvalidValue::Year) }
}

/// Returns whether this kind of database can hold the moment. Servers have microseconds.
pub(super) fn fits(moment: OffsetDateTime, backend: DbBackend) -> bool {
    backend == DbBackend::Sqlite || moment.nanosecond().is_multiple_of(1000)
}

/// Returns a moment as it is bound to a statement. On SQLite it is a text with as many digits as
/// it needs, three at least, as the store writes it.
pub(super) fn bound(moment: OffsetDateTime, backend: DbBackend) -> SqlValue {
    match backend {
        DbBackend::Sqlite => text(moment).into(),
        // A time with an offset would be bound as a `TIMESTAMP`, which ends in 2038.
        DbBackend::MySql => PrimitiveDateTime::new(moment.date(), moment.time()).into(),
        _ => moment.into(),
    }
}

fn text(moment: OffsetDateTime) -> String {
    let whole = Timestamp::from(moment).to_string();
    let nanos = moment.nanosecond();
    let second = whole.split('.').next().unwrap_or_default();
    match nanos {
        _ if nanos.is_multiple_of(1_000_000) => whole,
        _ if nanos.is_multiple_of(1000) => format!("{second}.{:06}Z", nanos / 1000),
        _ => format!("{second}.{nanos:09}Z"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_with_the_digits_that_it_needs() {
        for written in [
            "2026-01-31T12:00:00.000Z",
            "2026-01-31T12:00:00.123Z",
            "2026-01-31T12:00:00.123456Z",
            "2026-01-31T12:00:00.000000001Z",
            "0000-01-01T00:00:00.000001Z",
        ] {
            assert_eq!(text(parse(written).unwrap()), written);
        }
        let other = parse("2026-01-31T13:00:00.5+01:00").unwrap();
        assert_eq!(text(in_utc(other).unwrap()), "2026-01-31T12:00:00.500Z");
    }

    #[test]
    fn what_would_be_read_as_another_moment_is_refused() {
        for written in ["2026-01-31T12:00:00.0000000001Z", "2016-12-31T23:59:60Z"] {
            assert_eq!(parse(written), Err(InvalidValue::Precision), "{written}");
        }
        assert_eq!(parse("2026-01-31 12:00:00"), Err(InvalidValue::Type));
        let far = parse("9999-12-31T23:30:00-01:00").and_then(in_utc);
        assert_eq!(far, Err(InvalidValue::Year));
    }
}
