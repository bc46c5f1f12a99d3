//! A database, the migrations of its folder, and the lock under which they are run.

use nevr_schema::env::Timestamp;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction};

use super::{error::FilesError, look::Look, migration::Migration};
use crate::{
    dialect::{Dialect, dialect_of},
    goal::Target,
    ledger,
    lock::{ForeignKeys, Locked},
    snapshot::Snapshots,
};

/// A database, and the migrations that it is brought forward or back by.
pub(super) struct Site<'s> {
    pub(super) db: &'s DatabaseConnection,
    pub(super) dialect: &'static dyn Dialect,
    pub(super) target: &'s Target,
    pub(super) folder: &'s [Migration],
    pub(super) now: Timestamp,
}

impl<'s> Site<'s> {
    pub(super) fn new(
        db: &'s DatabaseConnection,
        target: &'s Target,
        folder: &'s [Migration],
        now: Timestamp,
    ) -> Result<Self, FilesError> {
        Ok(Self { db, dialect: dialect_of(db)?, target, folder, now })
    }

    pub(super) async fn look(&self, db: &DatabaseTransaction) -> Result<Look<'s>, FilesError> {
        Look::at(self.dialect, db, self.target, self.folder).await
    }

    /// What every owner has before a migration of the folder.
    pub(super) fn before(&self, migration: &Migration) -> Snapshots {
        let at = self.folder.iter().position(|other| other.name == migration.name);
        let before = at.and_then(|at| at.checked_sub(1)).and_then(|at| self.folder.get(at));
        before.map(|before| before.after.clone()).unwrap_or_default()
    }

    /// Takes the lock, where a file is run as it says.
    pub(super) async fn lock(&self, foreign_keys_off: bool) -> Result<Locked, FilesError> {
        let foreign_keys = if foreign_keys_off { ForeignKeys::Off } else { ForeignKeys::Enforced };
        Ok(Locked::new(self.dialect, self.db, foreign_keys).await?)
    }

    /// Rows that are written together or not at all, where a transaction is open already too.
    pub(super) async fn rows<T>(
        &self,
        db: &DatabaseTransaction,
        job: impl Future<Output = Result<T, FilesError>>,
    ) -> Result<T, FilesError> {
        if self.dialect.is_atomic() {
            return job.await;
        }
        db.execute_unprepared("START TRANSACTION").await?;
        let done = job.await;
        let end = if done.is_ok() { "COMMIT" } else { "ROLLBACK" };
        let ended = db.execute_unprepared(end).await;
        // What went wrong first is the one to tell.
        let done = done?;
        ended?;
        Ok(done)
    }

    /// Brings the record of owners from what is known to what holds now. Of owners that a migration
    /// removed nothing is left; those that it never knew stay.
    pub(super) async fn record_owners(
        &self,
        db: &DatabaseTransaction,
        known: &Snapshots,
        [from, to]: [&Snapshots; 2],
    ) -> Result<(), FilesError> {
        for (owner, snapshot) in to.iter().filter(|(owner, it)| known.get(owner) != Some(it)) {
            ledger::record_snapshot(db, owner, snapshot, self.now).await?;
        }
        for owner in from.owners().filter(|owner| to.get(owner).is_none()) {
            ledger::forget(db, owner).await?;
        }
        Ok(())
    }
}
