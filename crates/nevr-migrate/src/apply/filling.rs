//! Fills a database with the rows of another one, under the lock of migrations.

use nevr_schema::env::Timestamp;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction};

use super::push::{Applied, Push};
use crate::{
    dialect::{Dialect, dialect_of},
    goal::{Options, Target},
    ledger::{self, LiveState, Records},
    lock::{ForeignKeys, Locked},
    report::MigrateError,
};

/// A database that is being filled with rows, and locked.
pub(crate) struct Filling {
    dialect: &'static dyn Dialect,
    locked: Locked,
    now: Timestamp,
}

impl Filling {
    /// Waits for the lock and takes it.
    pub(crate) async fn begin(
        db: &DatabaseConnection,
        now: Timestamp,
    ) -> Result<Self, MigrateError> {
        let dialect = dialect_of(db)?;
        Ok(Self { dialect, locked: Locked::new(dialect, db, ForeignKeys::Enforced).await?, now })
    }

    pub(crate) fn transaction(&self) -> &DatabaseTransaction {
        &self.locked.transaction
    }

    /// Creates the tables, and leaves a transaction open for the rows. On engines that can't undo
    /// the creation of tables, the record marks them as unfinished until [`finish`](Self::finish),
    /// so that a database without its rows is not taken for a complete one.
    pub(crate) async fn push(&self, target: &Target) -> Result<Applied, MigrateError> {
        target.check_names()?;
        let push =
            Push { dialect: self.dialect, target, options: Options::default(), now: self.now };
        let applied = push.apply(&self.locked).await?;
        let applied = applied.ok_or(MigrateError::Overtaken)?;
        if !self.dialect.is_atomic() {
            self.mark(true).await?;
            self.transaction().execute_unprepared("START TRANSACTION").await?;
        }
        Ok(applied)
    }

    /// Writes the records of the other database, and commits.
    pub(crate) async fn finish(self, records: &Records) -> Result<(), Unfinished> {
        if let Err(error) = self.write_records(records).await {
            self.abandon().await;
            return Err(Unfinished::Undone(error));
        }
        self.locked.commit().await.map_err(|error| Unfinished::Unknown(error.into()))
    }

    /// Undoes what was done since the tables were created.
    pub(crate) async fn abandon(self) {
        self.locked.roll_back().await;
    }

    async fn write_records(&self, records: &Records) -> Result<(), MigrateError> {
        self.mark(false).await?;
        Ok(records.write(self.transaction()).await?)
    }

    /// Marks every record as unfinished or as finished.
    async fn mark(&self, unfinished: bool) -> Result<(), MigrateError> {
        let db = self.transaction();
        let mut snapshots = LiveState::read(self.dialect, db).await?.ledger.snapshots;
        for (owner, snapshot) in snapshots.iter_mut() {
            if snapshot.unfinished != unfinished {
                snapshot.unfinished = unfinished;
                ledger::record_snapshot(db, owner, snapshot, self.now).await?;
            }
        }
        Ok(())
    }
}

/// Why a database was not filled.
pub(crate) enum Unfinished {
    /// It failed, and everything was undone.
    Undone(MigrateError),
    /// The commit failed, and it is not known whether the database has the rows.
    Unknown(MigrateError),
}
