//! A [`Timestamp`] as a value of sea-orm, for PostgreSQL's `timestamptz`.
//!
//! `time::OffsetDateTime` would not do: it stores fractions of a millisecond, which nevr never
//! writes, and has another form in JSON.

use sea_orm::{
    ActiveValue, ColIdx, IntoActiveValue, QueryResult, TryGetError, TryGetable, Value,
    sea_query::{ArrayType, ColumnType, Nullable, ValueType, ValueTypeErr},
};
use time::OffsetDateTime;

use crate::env::Timestamp;

impl From<Timestamp> for Value {
    fn from(moment: Timestamp) -> Self {
        moment.to_offset().into()
    }
}

impl TryGetable for Timestamp {
    fn try_get_by<I: ColIdx>(row: &QueryResult, column: I) -> Result<Self, TryGetError> {
        OffsetDateTime::try_get_by(row, column).map(Self::from)
    }
}

impl ValueType for Timestamp {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        <OffsetDateTime as ValueType>::try_from(value).map(Self::from)
    }

    fn type_name() -> String {
        "Timestamp".to_owned()
    }

    fn array_type() -> ArrayType {
        OffsetDateTime::array_type()
    }

    fn column_type() -> ColumnType {
        OffsetDateTime::column_type()
    }
}

impl Nullable for Timestamp {
    fn null() -> Value {
        OffsetDateTime::null()
    }
}

impl IntoActiveValue<Self> for Timestamp {
    fn into_active_value(self) -> ActiveValue<Self> {
        ActiveValue::Set(self)
    }
}
