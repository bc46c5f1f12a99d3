//! The seam between migrations and the databases they run on.

use std::collections::BTreeSet;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, TransactionTrait,
};

use super::{
    MigrateError,
    catalogue::{Catalogue, Column},
    index::Index,
    sqlite,
};
use crate::schema::{Entity, Field, Value};

/// A database engine. Everything that differs between them goes through here.
#[derive(Clone, Copy, Debug)]
pub(super) enum Engine {
    Sqlite,
}

impl Engine {
    /// The engine of a connection.
    pub(super) fn of(db: &impl ConnectionTrait) -> Result<Self, MigrateError> {
        match db.get_database_backend() {
            DbBackend::Sqlite => Ok(Self::Sqlite),
            DbBackend::MySql => Err(MigrateError::UnsupportedEngine("MySQL")),
            DbBackend::Postgres => Err(MigrateError::UnsupportedEngine("PostgreSQL")),
            _ => Err(MigrateError::UnsupportedEngine("other")),
        }
    }

    /// A transaction in which the database stands still, for reading.
    pub(super) async fn read(self, db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
        match self {
            // A deferred transaction reads one state, and needs no right to write.
            Self::Sqlite => db.begin().await,
        }
    }

    /// A transaction that nobody else can write beside, and no second migration can begin beside.
    pub(super) async fn lock(
        self,
        db: &DatabaseConnection,
    ) -> Result<DatabaseTransaction, MigrateError> {
        match self {
            Self::Sqlite => sqlite::lock(db).await,
        }
    }

    /// Reads the live database; of tables, the details of those named.
    pub(super) async fn catalogue(
        self,
        db: &impl ConnectionTrait,
        detailed: &BTreeSet<String>,
    ) -> Result<Catalogue, DbErr> {
        match self {
            Self::Sqlite => sqlite::catalogue(db, detailed).await,
        }
    }

    /// What a field becomes in the database.
    pub(super) fn column(self, field: &Field) -> Column {
        match self {
            Self::Sqlite => sqlite::column(field),
        }
    }

    /// Whether the database can hold this default.
    pub(super) fn can_write(self, default: &Value) -> bool {
        match self {
            Self::Sqlite => sqlite::can_write(default),
        }
    }

    /// Whether two defaults of a field, as SQL texts, are one value.
    pub(super) fn same_default(self, field: &Field, one: Option<&str>, two: Option<&str>) -> bool {
        match self {
            Self::Sqlite => sqlite::same_default(field.ty, one, two),
        }
    }

    /// The statement that creates a table with its columns and foreign keys, without its indexes.
    pub(super) fn create_table(self, entity: &Entity) -> String {
        match self {
            Self::Sqlite => sqlite::create_table(entity),
        }
    }

    /// The statement that adds a column to a table that is there.
    pub(super) fn add_column(self, entity: &Entity, field: &Field) -> String {
        match self {
            Self::Sqlite => sqlite::add_column(entity, field),
        }
    }

    /// The statement that creates an index.
    pub(super) fn create_index(self, index: &Index) -> String {
        match self {
            Self::Sqlite => sqlite::create_index(index),
        }
    }
}
