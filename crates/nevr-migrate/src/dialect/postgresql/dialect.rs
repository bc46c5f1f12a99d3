//! PostgreSQL as a dialect.

use std::collections::BTreeSet;

use async_trait::async_trait;
use nevr_schema::{Entity, Field, FieldType, Provider, Value};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};

use super::{catalogue, defaults, session, statements, types};
use crate::{
    catalogue::{Catalogue, Column},
    dialect::constant::is_portable,
    dialect::interface::Dialect,
    dialect::operation::Operation,
    dialect::reference::reference,
    report::MigrateError,
};

/// PostgreSQL. It looks at one schema alone, the first of the search path.
#[derive(Debug)]
pub(crate) struct Postgresql;

#[async_trait]
impl Dialect for Postgresql {
    fn provider(&self) -> Provider {
        Provider::Postgresql
    }

    fn column(&self, entity: &Entity, field: &Field) -> Column {
        Column {
            name: field.name.to_string(),
            ty: types::name(field.ty).to_owned(),
            not_null: !field.optional,
            default: field.default.as_ref().and_then(defaults::literal),
            reference: reference(entity, field),
        }
    }

    fn can_write(&self, default: &Value) -> bool {
        is_portable(default)
    }

    fn same_type(&self, one: &str, other: &str) -> bool {
        types::canonical(one) == types::canonical(other)
    }

    fn same_default(&self, ty: FieldType, one: Option<&str>, other: Option<&str>) -> bool {
        defaults::constant(ty, one) == defaults::constant(ty, other)
    }

    fn refers_ahead(&self) -> bool {
        false
    }

    fn in_place(&self, operation: &Operation) -> bool {
        !matches!(operation, Operation::Rebuild { .. })
    }

    fn statements(&self, operation: &Operation) -> Vec<String> {
        statements::statements(operation)
    }

    fn is_atomic(&self) -> bool {
        true
    }

    async fn read(&self, db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
        session::read(db).await
    }

    async fn lock(&self, db: &DatabaseConnection) -> Result<DatabaseTransaction, MigrateError> {
        session::lock(db).await
    }

    async fn unlock(&self, _: &DatabaseTransaction) -> Result<(), DbErr> {
        Ok(())
    }

    async fn catalogue(
        &self,
        db: &DatabaseTransaction,
        detailed: &BTreeSet<String>,
    ) -> Result<Catalogue, DbErr> {
        catalogue::catalogue(db, detailed).await
    }
}
