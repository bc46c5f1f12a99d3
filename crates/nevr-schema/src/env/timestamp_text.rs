//! The one form in which nevr writes a time: `2026-01-31T12:00:00.000Z`.
//!
//! Rows hold some five times each, and every request with a session reads and writes them. The general
//! formatter and parser take ten times as long.

use std::ops::Range;

use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time};

const FORM: [u8; 24] = *b"0000-00-00T00:00:00.000Z";
const YEAR: Range<usize> = 0..4;
const MONTH: Range<usize> = 5..7;
const DAY: Range<usize> = 8..10;
const HOUR: Range<usize> = 11..13;
const MINUTE: Range<usize> = 14..16;
const SECOND: Range<usize> = 17..19;
const MILLISECOND: Range<usize> = 20..23;

/// Writes a moment of the years 0 to 9999 in UTC.
pub(super) fn write(moment: OffsetDateTime) -> [u8; 24] {
    let (year, month, day) = moment.to_calendar_date();
    let (hour, minute, second, millisecond) = moment.to_hms_milli();
    let mut text = FORM;
    for (place, number) in [
        (YEAR, u16::try_from(year).unwrap_or(0)),
        (MONTH, u8::from(month).into()),
        (DAY, day.into()),
        (HOUR, hour.into()),
        (MINUTE, minute.into()),
        (SECOND, second.into()),
        (MILLISECOND, millisecond),
    ] {
        write_number(&mut text[place], number);
    }
    text
}

fn write_number(digits: &mut [u8], mut number: u16) {
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
    }
}

/// Reads a text that [`write`] may have written. Returns `None` for any other, which may be a time in
/// another form.
pub(super) fn read(text: &str) -> Option<OffsetDateTime> {
    let text: &[u8; 24] = text.as_bytes().try_into().ok()?;
    let same_form = FORM.iter().zip(text).all(|(form, byte)| form.is_ascii_digit() || form == byte);
    if !same_form {
        return None;
    }
    let small = |place| u8::try_from(read_number(&text[place])?).ok();
    let month = Month::try_from(small(MONTH)?).ok()?;
    let date = Date::from_calendar_date(read_number(&text[YEAR])?.into(), month, small(DAY)?);
    let (hour, minute, second) = (small(HOUR)?, small(MINUTE)?, small(SECOND)?);
    let time = Time::from_hms_milli(hour, minute, second, read_number(&text[MILLISECOND])?);
    Some(PrimitiveDateTime::new(date.ok()?, time.ok()?).assume_utc())
}

fn read_number(digits: &[u8]) -> Option<u16> {
    digits.iter().try_fold(0, |number, digit| {
        digit.is_ascii_digit().then(|| number * 10 + u16::from(digit - b'0'))
    })
}
