//! Which dialect a database speaks.

use nevr_schema::Provider;
use sea_orm::{ConnectionTrait, DbBackend};

use super::{interface::Dialect, mysql::Mysql, postgresql::Postgresql, sqlite::Sqlite};
use crate::report::MigrateError;

/// The dialect of a connection.
pub(crate) fn dialect_of(db: &impl ConnectionTrait) -> Result<&'static dyn Dialect, MigrateError> {
    match db.get_database_backend() {
        DbBackend::Sqlite => Ok(&Sqlite),
        DbBackend::Postgres => Ok(&Postgresql),
        DbBackend::MySql => Ok(&Mysql),
        _ => Err(MigrateError::UnsupportedEngine),
    }
}

/// The kind of a database.
pub(crate) fn provider_of(db: &impl ConnectionTrait) -> Result<Provider, MigrateError> {
    Ok(dialect_of(db)?.provider())
}

/// The dialect of a kind of database.
pub(crate) fn dialect(provider: Provider) -> &'static dyn Dialect {
    match provider {
        Provider::Sqlite => &Sqlite,
        Provider::Postgresql => &Postgresql,
        Provider::Mysql => &Mysql,
    }
}
