//! Passing over one migration, up or down, with all that goes on record.

use sea_orm::ConnectionTrait;

use super::{
    error::FilesError,
    look::Inspection,
    migration::{Direction, Migration},
    records,
    run::Run,
    script::Script,
    site::Migrator,
    standing::{FileRecord, Progress},
};
use crate::{apply::Locked, ledger, snapshot::Snapshots};

impl Migrator<'_> {
    /// Runs a file of a migration, from where it was left, and puts on record that it ran.
    pub(super) async fn run_file(
        &self,
        locked: &Locked,
        inspection: &Inspection<'_>,
        migration: &Migration,
        (direction, script): (Direction, &Script),
        progress: Option<Progress>,
    ) -> Result<(), FilesError> {
        let db = &locked.transaction;
        let on_record = &inspection.ledger.applied[..];
        let (target, now) = (self.target, self.now);
        let run = Run { db, target, on_record, now, migration, direction, script };
        run.check_by_hand()?;
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
            // From here on what is written stays, unless a transaction is begun for it.
            db.execute_unprepared("COMMIT").await?;
            let begun = match progress {
                Some(progress) => progress,
                None => self.record_start(&run, &mut known, to).await?,
            };
            run.run_stepwise(&begun).await?;
        }
        self.atomically(db, self.record_end(&run, &known, [from, to])).await
    }

    /// Puts on record what is about to be made or removed, before anything of it is done.
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
        let both = known.on_the_way(to);
        self.atomically(run.db, async {
            self.record_owners(run.db, known, [known, &both]).await?;
            Ok(records::put(run.db, &run.migration.name, &record, self.now).await?)
        })
        .await?;
        *known = both;
        Ok(begun)
    }

    async fn record_end(
        &self,
        run: &Run<'_>,
        known: &Snapshots,
        way: [&Snapshots; 2],
    ) -> Result<(), FilesError> {
        self.record_owners(run.db, known, way).await?;
        let name = &run.migration.name;
        match run.direction {
            Direction::Up => {
                let record = FileRecord::Applied(run.migration.up.checksum.clone());
                records::put(run.db, name, &record, self.now).await?;
            }
            Direction::Down => records::forget(run.db, &records::id(name)).await?,
        }
        Ok(())
    }
}
