//! The whole course of a copy.

use std::collections::HashSet;

use nevr_schema::{Entity, env::Timestamp};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, sea_query};

use super::{
    circles,
    compare::compare,
    error::CopyError,
    identity::identity,
    insert::insert,
    inventory::{Inventory, reading},
    layout::{Circle, Layout},
    pages::{Pages, count},
    progress::{Progress, Stage},
    report::{Copied, CopiedTable},
    soundness,
};
use crate::{
    apply::{Filling, Unfinished},
    dialect::provider_of,
    files::Folder,
    goal::{MigrationId, PluginMigration, Target},
};

/// Carries a database over to another one, which has no rows: an empty one, or one that was
/// brought to the same schema.
///
/// `migrations` are those that the plugins which are switched on wrote by hand; the ones that ran
/// on the source run on the target too, before the rows come, for what they make beside rows. What
/// the source has applied of the migration files in `folder` counts as applied to the target.
pub async fn copy(
    source: &DatabaseConnection,
    target: &DatabaseConnection,
    migrations: Vec<PluginMigration>,
    folder: &Folder,
    now: Timestamp,
    progress: &dyn Progress,
) -> Result<Copied, CopyError> {
    let reading = reading(source).await.map_err(CopyError::Source)?;
    let done = from(&reading, target, migrations, folder, now, progress).await;
    // Nothing was written in it.
    if let Err(error) = reading.rollback().await {
        tracing::debug!(%error, "could not end the transaction that was read in");
    }
    done
}

async fn from(
    source: &DatabaseTransaction,
    target: &DatabaseConnection,
    migrations: Vec<PluginMigration>,
    folder: &Folder,
    now: Timestamp,
    progress: &dyn Progress,
) -> Result<Copied, CopyError> {
    let mut inventory = Inventory::of(source).await.map_err(CopyError::Source)?;
    if inventory.schema.entities.is_empty() {
        return Err(CopyError::NothingToCopy);
    }
    if inventory.unfinished {
        return Err(CopyError::Unfinished);
    }
    if !inventory.missing.is_empty() {
        return Err(CopyError::Drifted(inventory.missing));
    }
    let to = provider_of(target).map_err(CopyError::Target)?;
    inventory.carry_files(folder, to)?;
    let layout = Layout::new(&inventory.schema);
    let filling = Filling::begin(target, now).await;
    let filling = filling.map_err(CopyError::Target)?;
    let work = Work { source, inventory: &inventory, layout: &layout, progress };
    let circles = layout.circles();
    let done = work.fill(&filling, migrations, &circles).await;
    let restored = circles::restore_session(filling.transaction(), &circles).await;
    let copied = match (done, restored) {
        (Ok(copied), Ok(())) => copied,
        (Err(error), _) => {
            filling.abandon().await;
            return Err(error);
        }
        (Ok(_), Err(error)) => {
            filling.abandon().await;
            return Err(CopyError::Failed(error));
        }
    };
    match filling.finish(&inventory.records).await {
        Ok(()) => Ok(copied),
        Err(Unfinished::Undone(error)) => Err(CopyError::Target(error)),
        Err(Unfinished::Unknown(error)) => Err(CopyError::Commit(error)),
    }
}

/// A copy under way.
struct Work<'w> {
    source: &'w DatabaseTransaction,
    inventory: &'w Inventory,
    layout: &'w Layout,
    progress: &'w dyn Progress,
}

impl Work<'_> {
    /// Makes the tables and fills them; all but the commit.
    async fn fill(
        &self,
        filling: &Filling,
        migrations: Vec<PluginMigration>,
        circles: &[Circle<'_>],
    ) -> Result<Copied, CopyError> {
        let db = filling.transaction();
        self.check(db).await?;
        let (ran, only_recorded) = self.make_tables(filling, migrations).await?;
        circles::open(db, circles).await.map_err(CopyError::Failed)?;
        let mut tables = Vec::new();
        for entity in &self.layout.entities {
            tables.push(self.table(db, entity).await?);
        }
        circles::close(db, circles).await.map_err(CopyError::Failed)?;
        for (entity, table) in self.layout.entities.iter().zip(&tables) {
            compare(self.source, db, entity, table.rows, self.progress).await?;
        }
        Ok(Copied { tables, foreign: self.inventory.foreign.clone(), ran, only_recorded })
    }

    /// Refuses what can be known to fail, before anything is done.
    async fn check(&self, db: &DatabaseTransaction) -> Result<(), CopyError> {
        let own = identity(self.source).await.map_err(|it| CopyError::Source(it.into()))?;
        let other = identity(db).await.map_err(CopyError::Failed)?;
        let same_kind = self.source.get_database_backend() == db.get_database_backend();
        if same_kind && own.is_some() && own == other {
            return Err(CopyError::SameDatabase);
        }
        let there = Inventory::of(db).await.map_err(CopyError::Target)?;
        let entities = there.schema.entities.values();
        check_empty(db, entities.filter(|entity| there.has_table(&entity.name))).await?;
        soundness::check(self.source, self.layout).await
    }

    /// Brings the target to what is on record in the source. Gives the migrations that ran there,
    /// and those that did not.
    async fn make_tables(
        &self,
        filling: &Filling,
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
            self.clear(db).await?;
        }
        let others = self.inventory.applied.iter().filter(|id| !known.contains(id));
        Ok((pushed.migrations, others.cloned().collect()))
    }

    /// Takes away the rows that migrations made: the source has them too, as they are today.
    async fn clear(&self, db: &DatabaseTransaction) -> Result<(), CopyError> {
        for entity in self.layout.entities.iter().rev() {
            let mut delete = sea_query::Query::delete();
            delete.from_table(sea_query::Alias::new(entity.name.as_str()));
            db.execute(&delete).await.map_err(CopyError::Failed)?;
        }
        Ok(())
    }

    async fn table(
        &self,
        db: &DatabaseTransaction,
        entity: &Entity,
    ) -> Result<CopiedTable, CopyError> {
        let rows = count(self.source, entity).await?;
        self.progress.begin(Stage::Copying, &entity.name, rows);
        let mut pages = Pages::of(entity);
        loop {
            let page = pages.next(self.source).await?.rows;
            if page.is_empty() {
                break;
            }
            insert(db, entity, &page).await?;
            self.progress.advance(page.len() as u64);
        }
        self.progress.end();
        let owner = entity.origin.owner.clone();
        Ok(CopiedTable { name: entity.name.to_string(), owner, rows })
    }
}

/// Refuses a database that is in use.
async fn check_empty<'e>(
    db: &DatabaseTransaction,
    entities: impl Iterator<Item = &'e Entity>,
) -> Result<(), CopyError> {
    let mut filled = Vec::new();
    for entity in entities {
        let id = sea_query::Alias::new("id");
        let mut any = sea_query::Query::select();
        any.column(id).from(sea_query::Alias::new(entity.name.as_str())).limit(1);
        if db.query_one(&any).await.map_err(CopyError::Failed)?.is_some() {
            filled.push(entity.name.to_string());
        }
    }
    if filled.is_empty() { Ok(()) } else { Err(CopyError::NotEmpty(filled)) }
}
