//! A moment in a column of MySQL.

use sea_orm::sea_query::ColumnType;
use time::{PrimitiveDateTime, UtcOffset};

use super::wrapper::wrapper;

wrapper! {
    /// A [`Timestamp`](crate::env::Timestamp) in a `datetime(6)` of MySQL or MariaDB, in UTC.
    ///
    /// A `time::OffsetDateTime` would be sent as a `TIMESTAMP`, which ends in 2038: the servers
    /// turn every later moment into NULL.
    pub struct MysqlTimestamp stored as PrimitiveDateTime;
    store: |moment| {
        let moment = moment.to_offset().to_offset(UtcOffset::UTC);
        PrimitiveDateTime::new(moment.date(), moment.time())
    },
    load: |moment| Some(moment.assume_utc().into()),
    column: ColumnType::custom("datetime(6)")
}
