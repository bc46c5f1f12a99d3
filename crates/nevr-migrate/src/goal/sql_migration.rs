//! A hand-written migration that is SQL.

use std::borrow::Cow;

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

/// The error that sea-orm's trait returns for a migration without `down`.
pub(crate) const NO_DOWN: &str = "We Don't Do That Here";

/// A hand-written migration of one or more SQL statements: data for a new field, a view, a trigger.
/// A migration that needs code implements [`MigrationTrait`].
#[derive(Clone, Debug)]
pub struct SqlMigration {
    name: Cow<'static, str>,
    sql: Cow<'static, str>,
    down: Option<Cow<'static, str>>,
}

impl SqlMigration {
    /// A migration that runs these statements once in the life of a database. Its name is unique in
    /// its plugin. Once released, neither is changed: the ledger knows a migration by its name.
    pub fn new(name: impl Into<Cow<'static, str>>, sql: impl Into<Cow<'static, str>>) -> Self {
        Self { name: name.into(), sql: sql.into(), down: None }
    }

    /// Sets the statements that undo it, for `nevr db:rollback`. Without them neither the migration
    /// nor the release that it came with can be rolled back.
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
        run(manager, &self.sql).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let Some(down) = &self.down else { return Err(DbErr::Migration(NO_DOWN.to_owned())) };
        run(manager, down).await
    }
}

/// Runs statements. SQLite's `PRAGMA foreign_keys` is refused: in a transaction, which a migration
/// is, it does nothing, and dropping a table would delete the rows that refer to it.
async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    let words: Vec<_> = sql.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let is_pragma = |pair: &[&str]| {
        pair[0].eq_ignore_ascii_case("pragma") && pair[1].eq_ignore_ascii_case("foreign_keys")
    };
    if manager.get_database_backend() == DbBackend::Sqlite && words.windows(2).any(is_pragma) {
        let message = "`PRAGMA foreign_keys` does nothing inside a transaction, and a migration is \
                       one: rebuild the table in a migration file, with the line `-- nevr: foreign \
                       keys off`";
        return Err(DbErr::Migration(message.to_owned()));
    }
    manager.get_connection().execute_unprepared(sql).await.map(drop)
}
