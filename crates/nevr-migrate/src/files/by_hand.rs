//! Migrations that plugins wrote by hand, where a file names them.

use nevr_schema::env::Timestamp;
use sea_orm::DatabaseTransaction;
use sea_orm_migration::SchemaManager;

use super::{
    error::FilesError,
    migration::{Direction, Migration},
    records,
    run::Run,
};
use crate::{
    goal::{MigrationId, NO_DOWN, PluginMigration, Target},
    ledger,
    report::MigrateError,
};

impl Run<'_> {
    /// Refuses a file that names what can't be run, before its first statement.
    pub(super) fn check_by_hand(&self) -> Result<(), FilesError> {
        for id in self.script.by_hand() {
            let missing = find(self.target, id).is_none();
            let refused = match self.direction {
                // Of a plugin that is switched off there is no code to run; it is run when the
                // plugin is back.
                Direction::Up => missing && self.target.has(&id.owner),
                Direction::Down => missing && self.on_record.contains(id),
            };
            if refused {
                let migration = self.migration.name.clone();
                return Err(FilesError::NoSuchByHand { migration, by_hand: id.clone() });
            }
        }
        Ok(())
    }

    /// Runs one that a file names, or takes it back, unless that was done already.
    pub(super) async fn by_hand(&self, id: &MigrationId) -> Result<(), FilesError> {
        match self.direction {
            Direction::Up => up(self.db, self.target, self.on_record, id, self.now).await,
            Direction::Down => down(self.db, self.target, self.on_record, id).await,
        }
    }
}

/// Runs a migration by hand, unless it ran already.
pub(super) async fn up(
    db: &DatabaseTransaction,
    target: &Target,
    on_record: &[MigrationId],
    id: &MigrationId,
    now: Timestamp,
) -> Result<(), FilesError> {
    let Some(found) = find(target, id).filter(|_| !on_record.contains(id)) else { return Ok(()) };
    let done = found.migration.up(&SchemaManager::new(db)).await;
    done.map_err(|source| MigrateError::Migration { migration: id.clone(), source })?;
    Ok(ledger::record_migration(db, id, now).await?)
}

async fn down(
    db: &DatabaseTransaction,
    target: &Target,
    on_record: &[MigrationId],
    id: &MigrationId,
) -> Result<(), FilesError> {
    let Some(found) = find(target, id).filter(|_| on_record.contains(id)) else { return Ok(()) };
    match found.migration.down(&SchemaManager::new(db)).await {
        Ok(()) => Ok(records::forget(db, id).await?),
        Err(error) if error.to_string().contains(NO_DOWN) => {
            Err(FilesError::NoDown { by_hand: id.clone() })
        }
        Err(source) => Err(MigrateError::Migration { migration: id.clone(), source }.into()),
    }
}

/// The migration of this name, if its plugin is switched on and has it.
fn find<'t>(target: &'t Target, id: &MigrationId) -> Option<&'t PluginMigration> {
    target.migrations.iter().find(|migration| migration.id() == *id)
}

/// The migrations by hand that these files name. Those of a plugin that a file drops are named anew
/// when it is back.
pub(super) fn named(folder: &[Migration]) -> Vec<&MigrationId> {
    let mut named: Vec<&MigrationId> = Vec::new();
    let mut before: Option<&Migration> = None;
    for migration in folder {
        let has = |at: &Migration, id: &MigrationId| at.after.get(&id.owner).is_some();
        named.retain(|id| before.is_none_or(|it| !has(it, id)) || has(migration, id));
        named.extend(migration.up.by_hand());
        before = Some(migration);
    }
    named
}
