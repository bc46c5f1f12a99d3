//! A moment as SQLite keeps it.

use sea_orm::sea_query::ColumnType;

use super::wrapper::wrapper;

wrapper! {
    /// A [`Timestamp`](crate::env::Timestamp) in SQLite, which has no type for times.
    ///
    /// It is written as nevr writes it: RFC 3339 in UTC, always with three digits of a second.
    /// Texts of one length compare as the moments do; those of `time::OffsetDateTime` are as long
    /// as they need to be, and what is written with them could expire a second late.
    pub struct SqliteTimestamp kept as String;
    keep: |moment| moment.to_string(),
    read: |text| text.parse().ok(),
    column: ColumnType::TimestampWithTimeZone
}
