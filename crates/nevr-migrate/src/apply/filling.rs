//! Fills a database with the rows of another one, under the lock of migrations.

use nevr_schema::env::Timestamp;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction};

use super::push::{Applied, Purpose, Push};
use crate::{
    catalogue::TABLES,
    dialect::{Dialect, Operation, dialect_of},
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
    /// Whether it was recorded for this copy that one has begun.
    marked: bool,
    /// Whether nevr's own tables were made for that.
    made_ledger: bool,
    /// Whether tables are there that can't be undone.
    made_tables: bool,
}

impl Filling {
    /// Waits for the lock and takes it.
    pub(crate) async fn begin(
        db: &DatabaseConnection,
        now: Timestamp,
    ) -> Result<Self, MigrateError> {
        let dialect = dialect_of(db)?;
        let locked = Locked::new(dialect, db, ForeignKeys::Enforced).await?;
        let (marked, made_ledger, made_tables) = (false, false, false);
        Ok(Self { dialect, locked, now, marked, made_ledger, made_tables })
    }

    pub(crate) fn transaction(&self) -> &DatabaseTransaction {
        &self.locked.transaction
    }

    /// Records that a copy has begun, and commits that: if the process is killed, the database asks
    /// to be copied again. Takes the lock again afterwards.
    pub(crate) async fn mark(self, db: &DatabaseConnection) -> Result<Self, MigrateError> {
        let marked = self.write_mark().await;
        let (dialect, now) = (self.dialect, self.now);
        let (marked, made_ledger) = self.locked.finish(marked).await?;
        let locked = Locked::new(dialect, db, ForeignKeys::Enforced).await?;
        Ok(Self { dialect, locked, now, marked, made_ledger, made_tables: false })
    }

    /// Returns whether the record is new, and whether nevr's own tables are.
    async fn write_mark(&self) -> Result<(bool, bool), MigrateError> {
        let db = self.transaction();
        let LiveState { ledger: known, names, .. } = LiveState::read(self.dialect, db).await?;
        ledger::create(db, &names).await?;
        ledger::mark_copying(db, self.now).await?;
        Ok((!known.copying, TABLES.iter().all(|table| names.object(table).is_none())))
    }

    /// Creates the tables, and leaves a transaction open for the rows. On engines that can't undo
    /// the creation of tables, the record marks them as unfinished until [`finish`](Self::finish),
    /// so that a database without its rows is not taken for a complete one.
    pub(crate) async fn push(&mut self, target: &Target) -> Result<Applied, MigrateError> {
        target.check_names()?;
        let (options, purpose) = (Options::default(), Purpose::Copy);
        let push = Push { dialect: self.dialect, target, options, now: self.now, purpose };
        let applied = push.apply(&self.locked).await;
        // What is refused is refused before the first statement.
        self.made_tables =
            !self.dialect.is_atomic() && !matches!(applied, Err(MigrateError::Refused(_)));
        let applied = applied?.ok_or(MigrateError::Overtaken)?;
        if !self.dialect.is_atomic() {
            self.set_unfinished(true).await?;
            self.transaction().execute_unprepared("START TRANSACTION").await?;
        }
        Ok(applied)
    }

    /// Writes the records of the other database, and commits.
    pub(crate) async fn finish(
        self,
        db: &DatabaseConnection,
        records: &Records,
    ) -> Result<(), Unfinished> {
        if let Err(error) = self.write_records(records).await {
            self.abandon(db).await;
            return Err(Unfinished::Undone(error));
        }
        self.locked.commit().await.map_err(|error| Unfinished::Unknown(error.into()))
    }

    /// Undoes what was done since the tables were created, and the record that a copy has begun where
    /// nothing of the copy is left.
    pub(crate) async fn abandon(self, db: &DatabaseConnection) {
        let (dialect, made) = (self.dialect, self.made_ledger);
        let asks_again = !self.marked || self.made_tables;
        self.locked.roll_back().await;
        if asks_again {
            return;
        }
        if let Err(error) = unmark(dialect, db, made).await {
            tracing::warn!(%error, "could not delete the record of a copy that has failed");
        }
    }

    async fn write_records(&self, records: &Records) -> Result<(), MigrateError> {
        self.set_unfinished(false).await?;
        ledger::unmark_copying(self.transaction()).await?;
        Ok(records.write(self.transaction()).await?)
    }

    /// Marks every record as unfinished or as finished.
    async fn set_unfinished(&self, unfinished: bool) -> Result<(), MigrateError> {
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

/// Deletes the record that a copy had begun, and nevr's own tables if they were made for it.
async fn unmark(
    dialect: &'static dyn Dialect,
    db: &DatabaseConnection,
    made_ledger: bool,
) -> Result<(), MigrateError> {
    let locked = Locked::new(dialect, db, ForeignKeys::Enforced).await?;
    let done = async {
        let db = &locked.transaction;
        let state = LiveState::read(dialect, db).await?;
        if state.ledger.copying {
            ledger::unmark_copying(db).await?;
        }
        let is_bare = state.ledger.snapshots.is_empty() && state.ledger.applied.is_empty();
        for table in TABLES.iter().filter(|_| state.ledger.copying && made_ledger && is_bare) {
            for sql in dialect.statements(&Operation::DropTable { table: (*table).to_owned() }) {
                db.execute_unprepared(&sql).await?;
            }
        }
        Ok(())
    };
    let done = done.await;
    locked.finish(done).await
}

/// Why a database was not filled.
pub(crate) enum Unfinished {
    /// It failed, and everything was undone.
    Undone(MigrateError),
    /// The commit failed, and it is not known whether the database has the rows.
    Unknown(MigrateError),
}
