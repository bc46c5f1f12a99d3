//! PostgreSQL as a dialect.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use nevr_schema::{Entity, Field, FieldType, Provider, Value};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr};

use super::{catalogue, defaults, row_counts, session, statements, types};
use crate::{
    catalogue::{Catalogue, Column},
    dialect::{constant::is_portable, interface::Dialect, operation::Operation, wanted},
    report::MigrateError,
};

/// PostgreSQL: one schema of it, the first of the search path.
#[derive(Debug)]
pub(crate) struct Postgresql;

#[async_trait]
impl Dialect for Postgresql {
    fn provider(&self) -> Provider {
        Provider::Postgresql
    }

    fn column(&self, entity: &Entity, field: &Field) -> Column {
        let default = field.default.as_ref().and_then(defaults::literal);
        wanted::column(entity, field, types::name(field.ty), default)
    }

    fn can_write(&self, default: &Value) -> bool {
        is_portable(default)
    }

    fn canonical_type(&self, ty: &str) -> String {
        types::canonical(ty)
    }

    fn same_default(&self, ty: FieldType, one: Option<&str>, other: Option<&str>) -> bool {
        defaults::constant(ty, one) == defaults::constant(ty, other)
    }

    fn statements(&self, operation: &Operation) -> Vec<String> {
        statements::statements(operation)
    }

    async fn read(&self, db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
        session::read(db).await
    }

    async fn lock(&self, db: &DatabaseConnection) -> Result<DatabaseTransaction, MigrateError> {
        session::lock(db).await
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

    async fn hold(&self, db: &DatabaseTransaction, table: &str) -> Result<(), DbErr> {
        db.execute_unprepared(&statements::lock(table)).await.map(drop)
    }
}
