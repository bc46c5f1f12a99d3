//! A database that is filled with the rows of another one, under the lock of migrations.

use nevr_schema::env::Timestamp;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction};

use super::push::{Applied, Push};
use crate::{
    dialect::{Dialect, dialect_of},
    goal::{Options, Target},
    ledger::{self, Records, look},
    lock::{Locked, Place},
    report::MigrateError,
};

/// A database that is being filled.
pub(crate) struct Filling {
    dialect: &'static dyn Dialect,
    locked: Locked,
    now: Timestamp,
}

impl Filling {
    /// Waits for the lock.
    pub(crate) async fn begin(
        db: &DatabaseConnection,
        now: Timestamp,
    ) -> Result<Self, MigrateError> {
        let dialect = dialect_of(db)?;
        Ok(Self { dialect, locked: Locked::new(dialect, db, Place::Usual).await?, now })
    }

    pub(crate) fn transaction(&self) -> &DatabaseTransaction {
        &self.locked.transaction
    }

    /// Makes the tables. Afterwards a transaction is open in which all can be undone that is done
    /// from then on. Where tables can't be undone, they stay, on record as those of a migration
    /// that did not come to its end: nobody takes them for the whole.
    pub(crate) async fn push(&self, target: &Target) -> Result<Applied, MigrateError> {
        target.check_names()?;
        let push =
            Push { dialect: self.dialect, target, options: Options::default(), now: self.now };
        let applied = push.apply(&self.locked, Place::Usual).await?;
        let applied = applied.ok_or(MigrateError::Overtaken)?;
        if !self.dialect.is_atomic() {
            self.mark(true).await?;
            self.transaction().execute_unprepared("START TRANSACTION").await?;
        }
        Ok(applied)
    }

    /// Puts on record what the other database has on record, and commits.
    pub(crate) async fn finish(self, records: &Records) -> Result<(), Unfinished> {
        if let Err(error) = self.settle(records).await {
            self.abandon().await;
            return Err(Unfinished::Undone(error));
        }
        self.locked.commit().await.map_err(|error| Unfinished::Unknown(error.into()))
    }

    /// Undoes what was done since the tables were made.
    pub(crate) async fn abandon(self) {
        self.locked.roll_back().await;
    }

    async fn settle(&self, records: &Records) -> Result<(), MigrateError> {
        self.mark(false).await?;
        Ok(records.write(self.transaction()).await?)
    }

    /// Marks what is on record as unfinished or as finished.
    async fn mark(&self, unfinished: bool) -> Result<(), MigrateError> {
        let db = self.transaction();
        let mut snapshots = look(self.dialect, db).await?.ledger.snapshots;
        for (owner, snapshot) in snapshots.iter_mut() {
            if snapshot.unfinished != unfinished {
                snapshot.unfinished = unfinished;
                ledger::record_snapshot(db, owner, snapshot, self.now).await?;
            }
        }
        Ok(())
    }
}

/// A database was not filled.
pub(crate) enum Unfinished {
    /// All of it was undone.
    Undone(MigrateError),
    /// The database did not say whether it keeps the rows.
    Unknown(MigrateError),
}
