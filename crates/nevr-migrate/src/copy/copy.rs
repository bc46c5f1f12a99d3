//! Copies a database: checks, tables, rows, comparison, commit.

use std::collections::HashSet;

use nevr_schema::{Entity, env::Timestamp};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, sea_query};

use super::{
    checks::{check_distinct, check_empty, check_rows, check_unused},
    compare::compare,
    error::CopyError,
    inventory::{Inventory, reading},
    layout::{CyclicReference, Layout, defer, enforce, restore_session},
    read::{Pages, check_moments, count},
    report::{Copied, CopiedTable, Progress, Stage},
    write::insert,
};
use crate::{
    apply::{Filling, Unfinished},
    dialect::provider_of,
    files::Folder,
    goal::{MigrationId, PluginMigration, Target},
    report::MigrateError,
};

/// Copies a database to another one, of any engine, that has no rows: an empty one, or one that was
/// brought to the same schema.
///
/// `migrations` are those by hand of the active plugins. The ones that ran on the source also run on
/// the target before the rows are copied, for what they make besides rows. The migration files in
/// `folder` that are applied to the source are recorded as applied to the target.
///
/// The target keeps all rows or none. [`CopyError::Commit`] is the one error after which it is not
/// known which.
pub async fn copy(
    source: &DatabaseConnection,
    target: &DatabaseConnection,
    migrations: Vec<PluginMigration>,
    folder: &Folder,
    now: Timestamp,
    progress: &dyn Progress,
) -> Result<Copied, CopyError> {
    let reading = reading(source).await.map_err(CopyError::Source)?;
    let done = copy_from(&reading, target, migrations, folder, now, progress).await;
    // The transaction wrote nothing, so this failure loses nothing.
    if let Err(error) = reading.rollback().await {
        tracing::debug!(%error, "could not end the transaction that was read in");
    }
    done
}

async fn copy_from(
    source: &DatabaseTransaction,
    target: &DatabaseConnection,
    migrations: Vec<PluginMigration>,
    folder: &Folder,
    now: Timestamp,
    progress: &dyn Progress,
) -> Result<Copied, CopyError> {
    let mut inventory = Inventory::of(source).await.map_err(CopyError::Source)?;
    if inventory.unfinished {
        return Err(CopyError::Unfinished);
    }
    if inventory.copying {
        return Err(CopyError::Source(MigrateError::CopyInterrupted));
    }
    if inventory.schema.entities.is_empty() {
        return Err(CopyError::NothingToCopy);
    }
    if !inventory.missing.is_empty() {
        return Err(CopyError::Drifted(inventory.missing));
    }
    let to = provider_of(target).map_err(CopyError::Target)?;
    inventory.carry_files(folder, to)?;
    let layout = Layout::new(&inventory.schema);
    let filling = Filling::begin(target, now).await;
    let filling = filling.map_err(CopyError::Target)?;
    let run = CopyRun { source, inventory: &inventory, layout: &layout, progress };
    if let Err(error) = run.check(&filling).await {
        filling.abandon(target).await;
        return Err(error);
    }
    let mut filling = filling.mark(target).await.map_err(CopyError::Target)?;
    let cyclic = layout.cyclic_references();
    let done = run.fill(&mut filling, migrations, &cyclic).await;
    let restored = restore_session(filling.transaction(), &cyclic).await;
    let copied = match (done, restored) {
        (Ok(copied), Ok(())) => copied,
        (Err(error), _) => {
            filling.abandon(target).await;
            return Err(error);
        }
        (Ok(_), Err(error)) => {
            filling.abandon(target).await;
            return Err(CopyError::Failed(error));
        }
    };
    match filling.finish(target, &inventory.records).await {
        Ok(()) => Ok(copied),
        Err(Unfinished::Undone(error)) => Err(CopyError::Target(error)),
        Err(Unfinished::Unknown(error)) => Err(CopyError::Commit(error)),
    }
}

/// A copy in progress.
struct CopyRun<'w> {
    source: &'w DatabaseTransaction,
    inventory: &'w Inventory,
    layout: &'w Layout,
    progress: &'w dyn Progress,
}

impl CopyRun<'_> {
    /// Checks both databases, before anything is written.
    async fn check(&self, filling: &Filling) -> Result<(), CopyError> {
        let db = filling.transaction();
        check_distinct(self.source, db).await?;
        check_unused(db).await?;
        check_rows(self.source, self.layout).await
    }

    /// Creates the tables and fills them; everything but the commit.
    async fn fill(
        &self,
        filling: &mut Filling,
        migrations: Vec<PluginMigration>,
        cyclic: &[CyclicReference<'_>],
    ) -> Result<Copied, CopyError> {
        // The lock was free for a moment since the first check.
        check_unused(filling.transaction()).await?;
        let (ran, only_recorded) = self.make_tables(filling, migrations).await?;
        let db = filling.transaction();
        defer(db, cyclic).await.map_err(CopyError::Failed)?;
        let mut tables = Vec::new();
        for entity in &self.layout.entities {
            tables.push(self.copy_table(db, entity).await?);
        }
        enforce(db, cyclic).await.map_err(CopyError::Failed)?;
        for (entity, table) in self.layout.entities.iter().zip(&tables) {
            compare(self.source, db, entity, table.rows, self.progress).await?;
        }
        Ok(Copied { tables, foreign: self.inventory.foreign.clone(), ran, only_recorded })
    }

    /// Brings the target to the schema on record in the source. Returns the migrations by hand that
    /// ran there, and those that did not.
    async fn make_tables(
        &self,
        filling: &mut Filling,
        mut migrations: Vec<PluginMigration>,
    ) -> Result<(Vec<MigrationId>, Vec<MigrationId>), CopyError> {
        let applied: HashSet<&MigrationId> = self.inventory.applied.iter().collect();
        migrations.retain(|migration| applied.contains(&migration.id()));
        let known: HashSet<MigrationId> = migrations.iter().map(PluginMigration::id).collect();
        let mut target = Target::new(self.inventory.schema.clone());
        target.migrations = migrations;
        let pushed = filling.push(&target).await.map_err(CopyError::Target)?;
        let db = filling.transaction();
        if pushed.migrations.is_empty() {
            check_empty(db, self.layout.entities.iter()).await?;
        } else {
            self.delete_rows(db).await?;
        }
        let others = self.inventory.applied.iter().filter(|id| !known.contains(id));
        Ok((pushed.migrations, others.cloned().collect()))
    }

    /// Deletes the rows that migrations inserted: the source has them too, in their current state.
    async fn delete_rows(&self, db: &DatabaseTransaction) -> Result<(), CopyError> {
        for entity in self.layout.entities.iter().rev() {
            let mut delete = sea_query::Query::delete();
            delete.from_table(sea_query::Alias::new(entity.name.as_str()));
            db.execute(&delete).await.map_err(CopyError::Failed)?;
        }
        Ok(())
    }

    async fn copy_table(
        &self,
        db: &DatabaseTransaction,
        entity: &Entity,
    ) -> Result<CopiedTable, CopyError> {
        let rows = count(self.source, entity).await?;
        self.progress.begin(Stage::Copying, &entity.name, rows);
        let mut pages = Pages::new(entity);
        loop {
            let page = pages.next(self.source).await?.rows;
            if page.is_empty() {
                break;
            }
            check_moments(entity, &page, db.get_database_backend())?;
            insert(db, entity, &page).await?;
            self.progress.advance(page.len() as u64);
        }
        self.progress.end();
        let owner = entity.origin.owner.clone();
        Ok(CopiedTable { name: entity.name.to_string(), owner, rows })
    }
}
