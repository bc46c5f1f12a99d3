//! MySQL and MariaDB as a dialect.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use nevr_schema::{Entity, Field, FieldType, Provider, Value};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};

use super::{catalogue, defaults, row_counts, session, statements, types};
use crate::{
    catalogue::{Catalogue, Column},
    dialect::{constant::is_portable, interface::Dialect, operation::Operation, wanted},
    report::MigrateError,
};

/// MySQL and MariaDB: one database of a server, the one that the connection is in.
#[derive(Debug)]
pub(crate) struct Mysql;

#[async_trait]
impl Dialect for Mysql {
    fn provider(&self) -> Provider {
        Provider::Mysql
    }

    fn column(&self, entity: &Entity, field: &Field) -> Column {
        let default = field.default.as_ref().and_then(|value| defaults::literal(field.ty, value));
        wanted::column(entity, field, types::name(field.ty), default)
    }

    fn can_write(&self, default: &Value) -> bool {
        is_portable(default) && defaults::is_short(default)
    }

    fn canonical_type(&self, ty: &str) -> String {
        types::canonical(ty)
    }

    fn same_default(&self, ty: FieldType, one: Option<&str>, other: Option<&str>) -> bool {
        defaults::constant(ty, one) == defaults::constant(ty, other)
    }

    fn indexes_texts(&self) -> bool {
        false
    }

    fn statements(&self, operation: &Operation) -> Vec<String> {
        statements::statements(operation)
    }

    // Every statement that changes the schema commits by itself.
    fn is_atomic(&self) -> bool {
        false
    }

    async fn read(&self, db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
        session::read(db).await
    }

    async fn lock(&self, db: &DatabaseConnection) -> Result<DatabaseTransaction, MigrateError> {
        session::lock(db).await
    }

    async fn unlock(&self, db: &DatabaseTransaction) -> Result<(), DbErr> {
        session::unlock(db).await
    }

    async fn catalogue(
        &self,
        db: &DatabaseTransaction,
        detailed: &BTreeSet<String>,
    ) -> Result<Catalogue, DbErr> {
        catalogue::catalogue(db, detailed).await
    }

    async fn row_counts(&self, db: &DatabaseTransaction) -> Result<BTreeMap<String, i64>, DbErr> {
        row_counts::row_counts(db).await
    }
}
