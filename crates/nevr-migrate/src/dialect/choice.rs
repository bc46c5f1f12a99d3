//! Which dialect a database has.

use nevr_schema::Provider;
use sea_orm::{ConnectionTrait, DbBackend};

use super::{interface::Dialect, mysql::Mysql, postgresql::Postgresql, sqlite::Sqlite};
use crate::report::MigrateError;

/// Returns the dialect of a connection.
pub(crate) fn dialect_of(db: &impl ConnectionTrait) -> Result<&'static dyn Dialect, MigrateError> {
    Ok(dialect(provider_of(db)?))
}

/// Returns the kind of database that a connection is to.
pub(crate) fn provider_of(db: &impl ConnectionTrait) -> Result<Provider, MigrateError> {
    match db.get_database_backend() {
        DbBackend::Sqlite => Ok(Provider::Sqlite),
        DbBackend::Postgres => Ok(Provider::Postgresql),
        DbBackend::MySql => Ok(Provider::Mysql),
        _ => Err(MigrateError::UnsupportedEngine),
    }
}

/// Returns the dialect of a kind of database.
pub(crate) fn dialect(provider: Provider) -> &'static dyn Dialect {
    match provider {
        Provider::Sqlite => &Sqlite,
        Provider::Postgresql => &Postgresql,
        Provider::Mysql => &Mysql,
    }
}
