//! The seam between migrations and the databases they run on.

use std::{collections::BTreeSet, fmt::Debug};

use async_trait::async_trait;
use nevr_schema::{Entity, Field, FieldType, Provider, Value};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};

use super::operation::Operation;
use crate::{
    catalogue::{Catalogue, Column},
    report::MigrateError,
};

/// A database engine: its words for a schema, its statements, its catalogue and its lock.
/// Everything that differs between engines goes through here.
#[async_trait]
pub(crate) trait Dialect: Debug + Send + Sync {
    /// Which one it is.
    fn provider(&self) -> Provider;

    /// What a field becomes in the database, as the catalogue will show it.
    fn column(&self, entity: &Entity, field: &Field) -> Column;

    /// Whether the database can hold this default.
    fn can_write(&self, default: &Value) -> bool;

    /// Whether two names of types mean one type.
    fn same_type(&self, one: &str, other: &str) -> bool;

    /// Whether two defaults of a field, as SQL texts, are one value.
    fn same_default(&self, ty: FieldType, one: Option<&str>, other: Option<&str>) -> bool;

    /// Whether `CREATE TABLE` may refer to a table that comes later.
    fn refers_ahead(&self) -> bool;

    /// Whether a table that has rows can be changed so without being built anew.
    fn in_place(&self, operation: &Operation) -> bool;

    /// Whether there may be an index over a text of any length.
    fn indexes_texts(&self) -> bool {
        true
    }

    /// The statements that do it, one thing each, in order.
    fn statements(&self, operation: &Operation) -> Vec<String>;

    /// Whether what fails half-way is undone as a whole; else each statement stays done.
    fn is_atomic(&self) -> bool;

    /// A transaction in which the database stands still, for reading.
    async fn read(&self, db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr>;

    /// A connection on which no second migration can begin beside this one; in a transaction, where
    /// the engine is atomic. Waits for a migration that is under way.
    async fn lock(&self, db: &DatabaseConnection) -> Result<DatabaseTransaction, MigrateError>;

    /// Gives the lock back, before the transaction is committed or rolled back. Engines whose lock
    /// ends with the transaction have nothing to do.
    async fn unlock(&self, db: &DatabaseTransaction) -> Result<(), DbErr>;

    /// Whether tables that others refer to can only be taken away, for some time or for good, on a
    /// connection [set apart](Self::lock_apart).
    fn takes_tables_apart(&self) -> bool {
        false
    }

    /// As [`lock`](Self::lock), on a connection on which nothing happens to the rows that refer to
    /// a table when it is taken away.
    async fn lock_apart(
        &self,
        db: &DatabaseConnection,
    ) -> Result<DatabaseTransaction, MigrateError> {
        self.lock(db).await
    }

    /// What does not hold together, in words, on a connection set apart: nobody else looks there.
    async fn broken(&self, _db: &DatabaseTransaction) -> Result<Vec<String>, DbErr> {
        Ok(Vec::new())
    }

    /// Reads the live database: the names of everything, the details of the tables named.
    async fn catalogue(
        &self,
        db: &DatabaseTransaction,
        detailed: &BTreeSet<String>,
    ) -> Result<Catalogue, DbErr>;
}
