//! Takes a database over one migration of its folder, under the lock, and records that.

use nevr_schema::env::Timestamp;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction};

use super::{
    error::FilesError,
    history::{FileRecord, Progress, forget, ledger_id},
    migration::{Direction, Migration, last_snapshots},
    run::{Run, in_transaction},
    state::Inspection,
};
use crate::{
    dialect::{Dialect, dialect_of},
    goal::Target,
    ledger,
    lock::{ForeignKeys, Locked},
    script::Script,
    snapshot::Snapshots,
};

/// A database, and the migrations that are applied to it or rolled back.
pub(super) struct Migrator<'m> {
    pub(super) db: &'m DatabaseConnection,
    pub(super) dialect: &'static dyn Dialect,
    pub(super) target: &'m Target,
    pub(super) folder: &'m [Migration],
    pub(super) now: Timestamp,
}

impl<'m> Migrator<'m> {
    pub(super) fn new(
        db: &'m DatabaseConnection,
        target: &'m Target,
        folder: &'m [Migration],
        now: Timestamp,
    ) -> Result<Self, FilesError> {
        Ok(Self { db, dialect: dialect_of(db)?, target, folder, now })
    }

    /// Inspects the database in an open transaction.
    pub(super) async fn inspect(
        &self,
        db: &DatabaseTransaction,
    ) -> Result<Inspection<'m>, FilesError> {
        Inspection::new(self.dialect, db, self.target, self.folder).await
    }

    /// Returns what every owner has before a migration of the folder.
    pub(super) fn before(&self, migration: &Migration) -> Snapshots {
        let at = self.folder.iter().position(|other| other.name == migration.name);
        last_snapshots(&self.folder[..at.unwrap_or_default()])
    }

    /// Takes the lock, on a connection for a file with or without foreign keys.
    pub(super) async fn lock(&self, foreign_keys_off: bool) -> Result<Locked, FilesError> {
        let foreign_keys = if foreign_keys_off { ForeignKeys::Off } else { ForeignKeys::Enforced };
        Ok(Locked::new(self.dialect, self.db, foreign_keys).await?)
    }

    /// Runs a job that writes rows in one transaction: the lock's, or one of its own where the
    /// lock's commits by itself.
    pub(super) async fn atomically<T>(
        &self,
        db: &DatabaseTransaction,
        job: impl Future<Output = Result<T, FilesError>>,
    ) -> Result<T, FilesError> {
        if self.dialect.is_atomic() { job.await } else { in_transaction(db, job).await }
    }

    /// Prepares to run a file of a migration.
    pub(super) fn run<'r>(
        &'r self,
        db: &'r DatabaseTransaction,
        inspection: &'r Inspection<'_>,
        migration: &'r Migration,
        (direction, script): (Direction, &'r Script),
    ) -> Run<'r> {
        let (target, on_record) = (self.target, &inspection.ledger.applied[..]);
        Run {
            db,
            dialect: self.dialect,
            target,
            on_record,
            now: self.now,
            migration,
            direction,
            script,
        }
    }

    /// Runs a file of a migration, from where it stopped if it has begun, and records that it ran.
    pub(super) async fn run_file(
        &self,
        locked: &Locked,
        inspection: &Inspection<'_>,
        migration: &Migration,
        (direction, script): (Direction, &Script),
        progress: Option<Progress>,
    ) -> Result<(), FilesError> {
        let db = &locked.transaction;
        let run = self.run(db, inspection, migration, (direction, script));
        run.check(progress.as_ref().map_or(0, |progress| progress.done))?;
        ledger::create(db, &inspection.names).await?;
        let (before, after) = (self.before(migration), migration.after.clone());
        let [from, to] = match direction {
            Direction::Up => [&before, &after],
            Direction::Down => [&after, &before],
        };
        let mut known = inspection.ledger.snapshots.clone();
        if self.dialect.is_atomic() {
            let broken = locked.broken().await?;
            run.run_whole().await?;
            locked.check(&broken).await?;
        } else {
            // From here on every statement is committed, unless a transaction is begun for it.
            db.execute_unprepared("COMMIT").await?;
            let begun = match progress {
                Some(progress) => progress,
                None => self.record_start(&run, &mut known, to).await?,
            };
            run.run_stepwise(&begun).await?;
        }
        self.atomically(db, self.record_end(&run, &known, [from, to])).await
    }

    /// Records what is about to be created or dropped, before the first statement runs.
    async fn record_start(
        &self,
        run: &Run<'_>,
        known: &mut Snapshots,
        to: &Snapshots,
    ) -> Result<Progress, FilesError> {
        let begun = Progress {
            direction: run.direction,
            done: 0,
            in_doubt: false,
            checksum: run.script.checksum_of_first(0),
            applied: (run.direction == Direction::Down).then(|| run.migration.up.checksum.clone()),
        };
        let record = FileRecord::Begun(begun.clone());
        let both = known.while_migrating_to(to);
        self.atomically(run.db, async {
            self.record_owners(run.db, known, [known, &both]).await?;
            Ok(record.insert(run.db, &run.migration.name, self.now).await?)
        })
        .await?;
        *known = both;
        Ok(begun)
    }

    async fn record_end(
        &self,
        run: &Run<'_>,
        known: &Snapshots,
        from_to: [&Snapshots; 2],
    ) -> Result<(), FilesError> {
        self.record_owners(run.db, known, from_to).await?;
        let name = &run.migration.name;
        match run.direction {
            Direction::Up => {
                let record = FileRecord::Applied(run.migration.up.checksum.clone());
                record.insert(run.db, name, self.now).await?;
            }
            Direction::Down => forget(run.db, &ledger_id(name)).await?,
        }
        Ok(())
    }

    /// Updates the ledger's snapshots from `known` to those in `to`, and deletes those of owners
    /// that are in `from` alone. Owners in neither keep theirs.
    async fn record_owners(
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
