//! What a database engine does for migrations.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Debug,
};

use async_trait::async_trait;
use nevr_schema::{Entity, Field, FieldType, Provider, Value};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};

use super::operation::Operation;
use crate::{
    catalogue::{Catalogue, Column},
    report::MigrateError,
};

/// A database engine: its types and defaults, its statements, its catalogue and its lock.
/// Everything that differs between engines is a method here.
#[async_trait]
pub(crate) trait Dialect: Debug + Send + Sync {
    /// Returns the kind of database.
    fn provider(&self) -> Provider;

    /// Returns the column that a field asks for, as the catalogue will show it.
    fn column(&self, entity: &Entity, field: &Field) -> Column;

    /// Whether the database can hold this default.
    fn can_write(&self, default: &Value) -> bool;

    /// Returns one spelling of a type that has several.
    fn canonical_type(&self, ty: &str) -> String;

    /// Whether two defaults of a field, as SQL, give new rows the same value.
    fn same_default(&self, ty: FieldType, one: Option<&str>, other: Option<&str>) -> bool;

    /// Returns the statements of an operation, one change each, in order.
    fn statements(&self, operation: &Operation) -> Vec<String>;

    /// Begins a transaction that reads one state of the database and writes nothing.
    async fn read(&self, db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr>;

    /// Takes the lock of migrations, once a migration that is under way has ended. Returns its
    /// connection: in a transaction, if the engine is [atomic](Self::is_atomic).
    async fn lock(&self, db: &DatabaseConnection) -> Result<DatabaseTransaction, MigrateError>;

    /// Reads the live database: the names of everything, and the details of the named tables.
    async fn catalogue(
        &self,
        db: &DatabaseTransaction,
        detailed: &BTreeSet<String>,
    ) -> Result<Catalogue, DbErr>;

    /// Whether two names of types mean the same type.
    fn same_type(&self, one: &str, other: &str) -> bool {
        self.canonical_type(one) == self.canonical_type(other)
    }

    /// Whether `CREATE TABLE` may refer to a table that is created later.
    fn refers_ahead(&self) -> bool {
        false
    }

    /// Whether the operation can be done to a table with rows without rebuilding it.
    fn in_place(&self, operation: &Operation) -> bool {
        !matches!(operation, Operation::Rebuild { .. })
    }

    /// Whether a text of any length can have an index.
    fn indexes_texts(&self) -> bool {
        true
    }

    /// Whether a failure undoes the whole migration. On other engines each statement commits by
    /// itself.
    fn is_atomic(&self) -> bool {
        true
    }

    /// Releases the lock, before the transaction is committed or rolled back. Engines whose lock
    /// ends with the transaction have nothing to do.
    async fn unlock(&self, _db: &DatabaseTransaction) -> Result<(), DbErr> {
        Ok(())
    }

    /// Whether a table that others refer to can be dropped or rebuilt only on a connection
    /// [without foreign keys](Self::lock_without_foreign_keys).
    fn needs_foreign_keys_off(&self) -> bool {
        false
    }

    /// Takes the lock as [`lock`](Self::lock) does, on a connection that does not enforce foreign
    /// keys: dropping a table leaves the rows that refer to it as they are.
    async fn lock_without_foreign_keys(
        &self,
        db: &DatabaseConnection,
    ) -> Result<DatabaseTransaction, MigrateError> {
        self.lock(db).await
    }

    /// Returns the number of rows of every table, as far as this transaction changes it: two results
    /// of one transaction differ by what its statements did between them. What other connections
    /// write meanwhile makes no difference.
    async fn row_counts(&self, db: &DatabaseTransaction) -> Result<BTreeMap<String, i64>, DbErr>;

    /// Keeps other connections from writing to a table until the transaction ends, where that is
    /// possible.
    async fn hold(&self, _db: &DatabaseTransaction, _table: &str) -> Result<(), DbErr> {
        Ok(())
    }

    /// Describes what is broken in the database: rows whose foreign key refers to no row, and views
    /// that can't be read. On a connection without foreign keys only this check finds them.
    async fn broken(&self, _db: &DatabaseTransaction) -> Result<Vec<String>, DbErr> {
        Ok(Vec::new())
    }
}
