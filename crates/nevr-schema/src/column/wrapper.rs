//! Wraps a [`Timestamp`](crate::env::Timestamp) that a database stores as another type.

/// Defines a type around a `Timestamp` that is bound and read as `$stored`.
///
/// `store` converts a `Timestamp` into a `$stored`, `load` converts it back, if it is valid, and
/// `column` is the type of the column.
macro_rules! wrapper {
    (
        $(#[$about:meta])*
        pub struct $name:ident stored as $stored:ty;
        store: $store:expr, load: $load:expr, column: $column:expr
    ) => {
        $(#[$about])*
        #[derive(
            Clone,
            Copy,
            Debug,
            PartialEq,
            Eq,
            PartialOrd,
            Ord,
            Hash,
            serde::Serialize,
            serde::Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub crate::env::Timestamp);

        impl std::ops::Deref for $name {
            type Target = crate::env::Timestamp;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        impl From<crate::env::Timestamp> for $name {
            fn from(moment: crate::env::Timestamp) -> Self {
                Self(moment)
            }
        }

        impl From<$name> for crate::env::Timestamp {
            fn from(moment: $name) -> Self {
                moment.0
            }
        }

        impl From<time::OffsetDateTime> for $name {
            fn from(moment: time::OffsetDateTime) -> Self {
                Self(moment.into())
            }
        }

        impl PartialEq<crate::env::Timestamp> for $name {
            fn eq(&self, other: &crate::env::Timestamp) -> bool {
                self.0 == *other
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                crate::env::Timestamp::schema_name()
            }

            fn inline_schema() -> bool {
                crate::env::Timestamp::inline_schema()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                crate::env::Timestamp::json_schema(generator)
            }
        }

        impl From<$name> for sea_orm::Value {
            fn from(moment: $name) -> Self {
                let store: fn(crate::env::Timestamp) -> $stored = $store;
                store(moment.0).into()
            }
        }

        impl sea_orm::TryGetable for $name {
            fn try_get_by<I: sea_orm::ColIdx>(
                row: &sea_orm::QueryResult,
                column: I,
            ) -> Result<Self, sea_orm::TryGetError> {
                let load: fn($stored) -> Option<crate::env::Timestamp> = $load;
                load(<$stored as sea_orm::TryGetable>::try_get_by(row, column)?)
                    .map(Self)
                    .ok_or_else(|| sea_orm::DbErr::Type("a stored value is not a time".into()).into())
            }
        }

        impl sea_orm::sea_query::ValueType for $name {
            fn try_from(value: sea_orm::Value) -> Result<Self, sea_orm::sea_query::ValueTypeErr> {
                let load: fn($stored) -> Option<crate::env::Timestamp> = $load;
                load(<$stored as sea_orm::sea_query::ValueType>::try_from(value)?)
                    .map(Self)
                    .ok_or(sea_orm::sea_query::ValueTypeErr)
            }

            fn type_name() -> String {
                stringify!($name).to_owned()
            }

            fn array_type() -> sea_orm::sea_query::ArrayType {
                <$stored as sea_orm::sea_query::ValueType>::array_type()
            }

            fn column_type() -> sea_orm::sea_query::ColumnType {
                $column
            }
        }

        impl sea_orm::sea_query::Nullable for $name {
            fn null() -> sea_orm::Value {
                <$stored as sea_orm::sea_query::Nullable>::null()
            }
        }

        impl sea_orm::IntoActiveValue<Self> for $name {
            fn into_active_value(self) -> sea_orm::ActiveValue<Self> {
                sea_orm::ActiveValue::Set(self)
            }
        }
    };
}

pub(super) use wrapper;
