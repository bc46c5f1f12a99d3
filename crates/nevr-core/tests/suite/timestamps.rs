//! How times are written and read.

use nevr_schema::env::Timestamp;
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_moment_is_read_as_it_was_written(millis in -62_167_219_200_000..=253_402_300_799_999_i64) {
        let moment = Timestamp::from_millis(millis);
        let text = moment.to_string();
        prop_assert_eq!(text.len(), 24);
        prop_assert_eq!(text.parse(), Ok(moment));
        prop_assert_eq!(serde_json::to_value(moment).unwrap(), text);
    }

    /// With an offset, a text takes the general parser.
    #[test]
    fn a_text_in_our_form_is_the_moment_that_the_general_parser_reads(
        text in "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9]\\.[0-9]{3}"
    ) {
        let general = format!("{text}+00:00").parse::<Timestamp>();
        prop_assert_eq!(format!("{text}Z").parse(), general);
    }
}

#[test]
fn times_are_written_in_one_form_and_read_in_all() {
    let read = |text: &str| text.parse::<Timestamp>().map(|moment| moment.to_string());
    for (text, written) in [
        ("2026-01-31T12:00:00.000Z", "2026-01-31T12:00:00.000Z"),
        ("2026-01-31t13:00:00.5+01:00", "2026-01-31T12:00:00.500Z"),
        ("2024-02-29T23:59:59.999Z", "2024-02-29T23:59:59.999Z"),
        ("0000-01-01T00:00:00.000Z", "0000-01-01T00:00:00.000Z"),
    ] {
        assert_eq!(read(text).as_deref(), Ok(written), "{text}");
    }
    for text in [
        "2026-02-29T12:00:00.000Z",
        "2026-13-01T12:00:00.000Z",
        "2026-01-31T24:00:00.000Z",
        "2026-01-31 12:00:00,000Z",
        "2026-01-31T12:00:00.00\u{660}Z",
        "+026-01-31T12:00:00.000Z",
    ] {
        assert!(read(text).is_err(), "{text}");
    }
}
