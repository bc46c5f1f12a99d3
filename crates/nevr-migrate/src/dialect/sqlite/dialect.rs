//! SQLite as a dialect.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use nevr_schema::{Entity, Field, FieldType, Provider, Value};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr, TransactionTrait};

use super::{catalogue, columns, defaults, lock::lock, row_counts, statements, unenforced};
use crate::{
    catalogue::{Catalogue, Column},
    dialect::{interface::Dialect, operation::Operation},
    report::MigrateError,
};

/// SQLite, a file.
#[derive(Debug)]
pub(crate) struct Sqlite;

#[async_trait]
impl Dialect for Sqlite {
    fn provider(&self) -> Provider {
        Provider::Sqlite
    }

    fn column(&self, entity: &Entity, field: &Field) -> Column {
        columns::column(entity, field)
    }

    fn can_write(&self, default: &Value) -> bool {
        defaults::can_write(default)
    }

    /// SQLite keeps the declared name as it was written.
    fn canonical_type(&self, ty: &str) -> String {
        ty.to_ascii_lowercase()
    }

    fn same_default(&self, ty: FieldType, one: Option<&str>, other: Option<&str>) -> bool {
        defaults::same(ty, one, other)
    }

    /// SQLite looks for the table that is referred to when a row is written.
    fn refers_ahead(&self) -> bool {
        true
    }

    /// See <https://sqlite.org/lang_altertable.html>.
    fn in_place(&self, operation: &Operation) -> bool {
        match operation {
            Operation::AlterColumn { .. }
            | Operation::AddReference { .. }
            | Operation::DropReference { .. } => false,
            // The foreign key is at the end of the table and would name a column that is gone.
            Operation::DropColumn { column, .. } => column.reference.is_none(),
            _ => true,
        }
    }

    fn statements(&self, operation: &Operation) -> Vec<String> {
        statements::statements(operation)
    }

    /// A deferred transaction reads one state, and needs no right to write.
    async fn read(&self, db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
        #[expect(clippy::disallowed_methods, reason = "it never writes")]
        db.begin().await
    }

    async fn lock(&self, db: &DatabaseConnection) -> Result<DatabaseTransaction, MigrateError> {
        lock(db).await
    }

    /// With foreign keys on, dropping a table deletes its rows first, and with them those that
    /// refer to them.
    fn needs_foreign_keys_off(&self) -> bool {
        true
    }

    async fn lock_without_foreign_keys(
        &self,
        db: &DatabaseConnection,
    ) -> Result<DatabaseTransaction, MigrateError> {
        lock(&unenforced::connect(db).await?).await
    }

    async fn broken(&self, db: &DatabaseTransaction) -> Result<Vec<String>, DbErr> {
        unenforced::broken(db).await
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
