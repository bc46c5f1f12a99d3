//! What makes SQLite one of the databases that migrations run on.

use std::collections::BTreeSet;

use async_trait::async_trait;
use nevr_schema::{Entity, Field, FieldType, Provider, Value};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr, TransactionTrait};

use super::{apart, defaults, lock, read, statements, words};
use crate::{
    catalogue::{Catalogue, Column},
    dialect::Dialect,
    error::MigrateError,
    operation::Operation,
};

/// SQLite, a file.
#[derive(Debug)]
pub(crate) struct Sqlite;

#[async_trait]
impl Dialect for Sqlite {
    fn provider(&self) -> Provider {
        Provider::Sqlite
    }

    fn column(&self, _entity: &Entity, field: &Field) -> Column {
        words::column(field)
    }

    fn can_write(&self, default: &Value) -> bool {
        defaults::can_write(default)
    }

    /// SQLite keeps the declared name as it was written.
    fn same_type(&self, one: &str, other: &str) -> bool {
        one.eq_ignore_ascii_case(other)
    }

    fn same_default(&self, ty: FieldType, one: Option<&str>, other: Option<&str>) -> bool {
        defaults::same(ty, one, other)
    }

    /// The table that is referred to is looked for when a row is written.
    fn refers_ahead(&self) -> bool {
        true
    }

    /// See <https://sqlite.org/lang_altertable.html>.
    fn in_place(&self, operation: &Operation) -> bool {
        match operation {
            Operation::AlterColumn { .. }
            | Operation::AddReference { .. }
            | Operation::DropReference { .. } => false,
            // The foreign key stands at the end of the table and would name a column that is gone.
            Operation::DropColumn { column, .. } => column.reference.is_none(),
            _ => true,
        }
    }

    fn statements(&self, operation: &Operation) -> Vec<String> {
        statements::statements(operation)
    }

    fn is_atomic(&self) -> bool {
        true
    }

    /// A deferred transaction reads one state, and needs no right to write.
    async fn read(&self, db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
        #[expect(clippy::disallowed_methods, reason = "it never writes")]
        db.begin().await
    }

    async fn lock(&self, db: &DatabaseConnection) -> Result<DatabaseTransaction, MigrateError> {
        lock::lock(db).await
    }

    /// The lock ends with the transaction.
    async fn unlock(&self, _db: &DatabaseTransaction) -> Result<(), DbErr> {
        Ok(())
    }

    /// With foreign keys on, dropping a table deletes its rows first, and with them those that
    /// refer to them.
    fn takes_tables_apart(&self) -> bool {
        true
    }

    async fn lock_apart(
        &self,
        db: &DatabaseConnection,
    ) -> Result<DatabaseTransaction, MigrateError> {
        lock::lock(&apart::connect(db).await?).await
    }

    async fn broken(&self, db: &DatabaseTransaction) -> Result<Vec<String>, DbErr> {
        apart::broken(db).await
    }

    async fn catalogue(
        &self,
        db: &DatabaseTransaction,
        detailed: &BTreeSet<String>,
    ) -> Result<Catalogue, DbErr> {
        read::catalogue(db, detailed).await
    }
}
