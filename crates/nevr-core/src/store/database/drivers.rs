//! The databases that the program can open, each behind a Cargo feature.

use nevr_schema::Provider;
use sea_orm::DatabaseConnection;

#[cfg(feature = "sqlite")]
pub(super) use super::file::opening as sqlite;
#[cfg(feature = "mysql")]
pub(super) use super::mysql;
#[cfg(feature = "postgresql")]
pub(super) use super::postgresql;

/// Takes the place of a database that the program is built without: opening it fails.
macro_rules! not_built_in {
    ($feature:literal, $module:ident, $provider:expr) => {
        #[cfg(not(feature = $feature))]
        #[allow(clippy::unused_async, reason = "as with the driver")]
        pub(super) mod $module {
            use sea_orm::DatabaseConnection;

            use crate::store::database::{
                connections::Connections, error::OpenError, options::DatabaseOptions,
                runtime::DatabaseRuntime,
            };

            pub(in crate::store::database) async fn open(
                _: &DatabaseRuntime,
                _: &str,
                _: &DatabaseOptions,
            ) -> Result<Connections, OpenError> {
                Err(OpenError::NotBuiltIn($provider))
            }

            pub(in crate::store::database) async fn share(
                _: &DatabaseRuntime,
                _: &DatabaseConnection,
                _: &DatabaseOptions,
            ) -> Result<Connections, OpenError> {
                Err(OpenError::NotBuiltIn($provider))
            }
        }
    };
}

not_built_in!("sqlite", sqlite, nevr_schema::Provider::Sqlite);
not_built_in!("postgresql", postgresql, nevr_schema::Provider::Postgresql);
not_built_in!("mysql", mysql, nevr_schema::Provider::Mysql);

/// Returns the kind of database that a connection's pool leads to, if it has a pool. Mock and proxy
/// connections report a known kind, but have none.
#[allow(clippy::match_wildcard_for_single_variants, reason = "features of sea-orm add more")]
#[allow(clippy::match_single_binding, reason = "without drivers there is no pool")]
pub(super) fn pool_provider(connection: &DatabaseConnection) -> Option<Provider> {
    match &connection.inner {
        #[cfg(feature = "sqlite")]
        sea_orm::DatabaseConnectionType::SqlxSqlitePoolConnection(_) => Some(Provider::Sqlite),
        #[cfg(feature = "postgresql")]
        sea_orm::DatabaseConnectionType::SqlxPostgresPoolConnection(_) => {
            Some(Provider::Postgresql)
        }
        #[cfg(feature = "mysql")]
        sea_orm::DatabaseConnectionType::SqlxMySqlPoolConnection(_) => Some(Provider::Mysql),
        _ => None,
    }
}
