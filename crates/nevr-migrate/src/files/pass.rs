//! Passing over one migration, up or down, with all that goes on record.

use sea_orm::ConnectionTrait;

use super::{
    error::FilesError,
    look::Look,
    migration::{Direction, Migration},
    records,
    run::Run,
    script::Script,
    site::Site,
    standing::{Progress, Standing},
};
use crate::{ledger, lock::Locked, snapshot::Snapshots};

impl Site<'_> {
    /// Runs a file of a migration, from where it was left, and puts on record that it ran.
    pub(super) async fn pass(
        &self,
        locked: &Locked,
        look: &Look<'_>,
        migration: &Migration,
        (direction, script): (Direction, &Script),
        progress: Option<Progress>,
    ) -> Result<(), FilesError> {
        let db = &locked.transaction;
        let on_record = &look.ledger.applied[..];
        let (target, now) = (self.target, self.now);
        let run = Run { db, target, on_record, now, migration, direction, script };
        run.check_by_hand()?;
        ledger::create(db, &look.names).await?;
        let (before, after) = (self.before(migration), migration.after.clone());
        let [from, to] = match direction {
            Direction::Up => [&before, &after],
            Direction::Down => [&after, &before],
        };
        let mut known = look.ledger.snapshots.clone();
        if self.dialect.is_atomic() {
            let broken = locked.broken().await?;
            run.at_once().await?;
            locked.check(&broken).await?;
        } else {
            // From here on what is written stays, unless a transaction is begun for it.
            db.execute_unprepared("COMMIT").await?;
            let begun = match progress {
                Some(progress) => progress,
                None => self.depart(&run, &mut known, to).await?,
            };
            run.stepwise(&begun).await?;
        }
        self.rows(db, self.arrive(&run, &known, [from, to])).await
    }

    /// Puts on record what is about to be made or removed, before anything of it is done.
    async fn depart(
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
        let standing = Standing::Begun(begun.clone());
        let both = known.while_migrating_to(to);
        self.rows(run.db, async {
            self.record_owners(run.db, known, [known, &both]).await?;
            Ok(records::put(run.db, &run.migration.name, &standing, self.now).await?)
        })
        .await?;
        *known = both;
        Ok(begun)
    }

    async fn arrive(
        &self,
        run: &Run<'_>,
        known: &Snapshots,
        way: [&Snapshots; 2],
    ) -> Result<(), FilesError> {
        self.record_owners(run.db, known, way).await?;
        let name = &run.migration.name;
        match run.direction {
            Direction::Up => {
                let standing = Standing::Applied(run.migration.up.checksum.clone());
                records::put(run.db, name, &standing, self.now).await?;
            }
            Direction::Down => records::forget(run.db, &records::id(name)).await?,
        }
        Ok(())
    }
}
