//! The shortest migration by hand.

use std::borrow::Cow;

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

/// A migration by hand that is one or more SQL statements, as most are: data for a new field, a
/// view, a trigger. What needs code is a [`MigrationTrait`] of its own.
#[derive(Clone, Debug)]
pub struct SqlMigration {
    name: Cow<'static, str>,
    sql: Cow<'static, str>,
}

impl SqlMigration {
    /// Runs these statements once in the life of a database. It is known by its name, unique in
    /// its plugin, and never edited.
    pub fn new(name: impl Into<Cow<'static, str>>, sql: impl Into<Cow<'static, str>>) -> Self {
        Self { name: name.into(), sql: sql.into() }
    }
}

impl MigrationName for SqlMigration {
    fn name(&self) -> &str {
        &self.name
    }
}

#[async_trait]
impl MigrationTrait for SqlMigration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(&self.sql).await.map(drop)
    }
}
