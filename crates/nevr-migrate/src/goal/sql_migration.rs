//! The shortest migration by hand.

use std::borrow::Cow;

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

/// What sea-orm's trait answers for a migration that has no `down`.
pub(crate) const NO_DOWN: &str = "We Don't Do That Here";

/// A migration by hand that is one or more SQL statements, as most are: data for a new field, a
/// view, a trigger. What needs code is a [`MigrationTrait`] of its own.
#[derive(Clone, Debug)]
pub struct SqlMigration {
    name: Cow<'static, str>,
    sql: Cow<'static, str>,
    down: Option<Cow<'static, str>>,
}

impl SqlMigration {
    /// Runs these statements once in the life of a database. It is known by its name, unique in
    /// its plugin, and never edited.
    pub fn new(name: impl Into<Cow<'static, str>>, sql: impl Into<Cow<'static, str>>) -> Self {
        Self { name: name.into(), sql: sql.into(), down: None }
    }

    /// Takes it back by these statements, when `nevr db:rollback` takes back the release that it
    /// came with. One without them can't be taken back, and neither can that release.
    #[must_use]
    pub fn down(mut self, sql: impl Into<Cow<'static, str>>) -> Self {
        self.down = Some(sql.into());
        self
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

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let Some(down) = &self.down else { return Err(DbErr::Migration(NO_DOWN.to_owned())) };
        manager.get_connection().execute_unprepared(down).await.map(drop)
    }
}
