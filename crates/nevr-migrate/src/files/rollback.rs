//! Taking back what was applied last.

use nevr_schema::env::Timestamp;
use sea_orm::{DatabaseConnection, DatabaseTransaction};

use super::{
    error::FilesError,
    going::{Reversal, lost_values},
    migration::{Direction, Migration},
    name::FileName,
    run::Run,
    script::Script,
    site::Migrator,
    standing::Progress,
};
use crate::{apply::Locked, loss::Loss, target::Target};

/// What would be taken back, or was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rollback {
    /// The migrations, the latest first.
    pub migrations: Vec<FileName>,
    /// What goes with them, with how many rows hold a value.
    pub losses: Vec<Loss>,
}

/// A migration to take back, and its file that does.
struct RollbackStep<'m> {
    migration: &'m Migration,
    script: Script,
    progress: Option<Progress>,
}

/// Says what taking back the last so many migrations would take with it. Changes nothing.
pub async fn rollback_plan(
    db: &DatabaseConnection,
    target: &Target,
    folder: &[Migration],
    steps: usize,
) -> Result<Rollback, FilesError> {
    let migrator = Migrator::new(db, target, folder, Timestamp::from_millis(0))?;
    let transaction = migrator.dialect.read(db).await?;
    let planned = migrator.plan_rollback(&transaction, steps).await;
    transaction.rollback().await?;
    planned
}

/// Takes back the last so many migrations, the latest first, each under the lock. What they would
/// take with them is refused unless it is accepted; `rollback_plan` says what that is.
pub async fn rollback(
    db: &DatabaseConnection,
    target: &Target,
    folder: &[Migration],
    steps: usize,
    accept_data_loss: bool,
    now: Timestamp,
) -> Result<Rollback, FilesError> {
    target.check_names()?;
    let plan = rollback_plan(db, target, folder, steps).await?;
    if !plan.losses.is_empty() && !accept_data_loss {
        let taken = plan.migrations.iter().map(|name| format!("take back {name}")).collect();
        return Err(FilesError::Lossy { plan: taken, losses: plan.losses });
    }
    let migrator = Migrator::new(db, target, folder, now)?;
    let mut taken = Rollback { losses: plan.losses, ..Rollback::default() };
    for name in plan.migrations {
        let Some(migration) = folder.iter().find(|migration| migration.name == name) else { break };
        let script = migration.down(migrator.dialect.provider())?;
        if script.foreign_keys_off && script.by_hand().next().is_some() {
            // They are run with foreign keys on, so in a transaction of their own.
            let locked = migrator.lock(false).await?;
            let done = migrator.roll_back_by_hand(&locked, migration).await;
            locked.finish(done).await?;
        }
        let locked = migrator.lock(script.foreign_keys_off).await?;
        let done = migrator.roll_back(&locked, migration).await;
        if locked.finish(done).await? {
            taken.migrations.push(name);
        }
    }
    Ok(taken)
}

impl<'s> Migrator<'s> {
    async fn plan_rollback(
        &self,
        db: &DatabaseTransaction,
        steps: usize,
    ) -> Result<Rollback, FilesError> {
        let inspection = self.inspect(db).await?;
        let all = self.latest(&inspection.history()?, steps)?;
        let Some(first) = all.first() else { return Ok(Rollback::default()) };
        let migrations = all.iter().map(|it| it.migration.name.clone()).collect();
        // Whoever began it accepted what goes with it.
        if first.progress.is_some() {
            return Ok(Rollback { migrations, losses: Vec::new() });
        }
        let differences = inspection.differences(&first.migration.after);
        if !differences.is_empty() {
            return Err(FilesError::Drift(differences));
        }
        let taken =
            |it: &RollbackStep| Reversal::new(&it.migration.written, &self.before(it.migration));
        let mut losses = Vec::new();
        for count in lost_values(&all.iter().map(taken).collect::<Vec<_>>()) {
            losses.push(count.run(db).await?);
        }
        losses.retain(|loss| loss.rows > 0);
        Ok(Rollback { migrations, losses })
    }

    /// The last so many, the latest first; one that is half-way back comes alone.
    fn latest(
        &self,
        history: &super::History<'s>,
        steps: usize,
    ) -> Result<Vec<RollbackStep<'s>>, FilesError> {
        let mut all = Vec::new();
        if let Some((migration, progress)) = &history.begun {
            if progress.direction == Direction::Up {
                let (migration, direction) = (migration.name.to_string(), Direction::Up);
                return Err(FilesError::HalfWay { migration, direction });
            }
            all.push((*migration, Some(progress.clone())));
        } else {
            all.extend(history.applied.iter().rev().map(|migration| (migration, None)));
        }
        all.truncate(steps);
        let back = |(migration, progress): (&'s Migration, _)| {
            let script = migration.down(self.dialect.provider())?;
            Ok(RollbackStep { migration, script, progress })
        };
        all.into_iter().map(back).collect()
    }

    /// Takes one back, if it still is the last one.
    async fn roll_back(&self, locked: &Locked, migration: &Migration) -> Result<bool, FilesError> {
        let db = &locked.transaction;
        let inspection = self.inspect(db).await?;
        let last = self.latest(&inspection.history()?, 1)?.pop();
        let Some(back) = last.filter(|back| back.migration.name == migration.name) else {
            return Ok(false);
        };
        let file = (Direction::Down, &back.script);
        self.run_file(locked, &inspection, back.migration, file, back.progress).await?;
        Ok(true)
    }

    /// Takes back the migrations by hand that the file of the last one names.
    async fn roll_back_by_hand(
        &self,
        locked: &Locked,
        migration: &Migration,
    ) -> Result<(), FilesError> {
        let inspection = self.inspect(&locked.transaction).await?;
        let last = self.latest(&inspection.history()?, 1)?.pop();
        let Some(back) = last.filter(|back| back.migration.name == migration.name) else {
            return Ok(());
        };
        let run = Run {
            db: &locked.transaction,
            target: self.target,
            on_record: &inspection.ledger.applied,
            now: self.now,
            migration,
            direction: Direction::Down,
            script: &back.script,
        };
        run.check_by_hand()?;
        for id in back.script.by_hand() {
            run.by_hand(id).await?;
        }
        Ok(())
    }
}
