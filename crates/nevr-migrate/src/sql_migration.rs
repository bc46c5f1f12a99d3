//! A hand-written migration that is SQL.

use std::borrow::Cow;

use async_trait::async_trait;
use nevr_schema::Provider;
use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use crate::{dialect::provider_of, script::Script};

/// The error that sea-orm's trait returns for a migration without `down`.
pub(crate) const NO_DOWN: &str = "We Don't Do That Here";

/// The end of what a plugin is told that needs more than its own migration can do.
const IN_FILES_ALONE: &str =
    "lines such as `-- nevr: foreign keys off` work in migration files alone";

/// A hand-written migration of one or more SQL statements: data for a new field, a view, a trigger.
/// A migration that needs code implements [`MigrationTrait`].
///
/// Statements that can't run in a migration, do nothing in one or reach beyond it are refused, as in
/// migration files.
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

/// Runs statements, unless one of them can't be in a migration: then none.
async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    let db = manager.get_connection();
    let provider = provider_of(db).map_err(|error| DbErr::Migration(error.to_string()))?;
    check(sql, provider).map_err(DbErr::Migration)?;
    db.execute_unprepared(sql).await.map(drop)
}

/// Checks the statements as those of a migration file.
fn check(sql: &str, provider: Provider) -> Result<(), String> {
    let script = Script::parse(sql, provider).map_err(|error| error.to_string())?;
    if let Some(refusal) = script.refusal() {
        return Err(format!("{refusal} ({IN_FILES_ALONE})"));
    }
    if script.foreign_keys_off || script.by_hand().next().is_some() {
        return Err(IN_FILES_ALONE.to_owned());
    }
    Ok(())
}
