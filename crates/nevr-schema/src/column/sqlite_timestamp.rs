//! A moment in a column of SQLite.

use sea_orm::sea_query::ColumnType;

use super::wrapper::wrapper;

wrapper! {
    /// A [`Timestamp`](crate::env::Timestamp) in a text column of SQLite, which has no type for
    /// times.
    ///
    /// The text is in RFC 3339 and UTC, always with three digits for the fraction of a second, as
    /// nevr itself writes it. Texts of one length compare like the moments. Those of
    /// `time::OffsetDateTime` vary in length, so that a row could expire a second late.
    pub struct SqliteTimestamp stored as String;
    store: |moment| moment.to_string(),
    load: |text| text.parse().ok(),
    column: ColumnType::TimestampWithTimeZone
}
