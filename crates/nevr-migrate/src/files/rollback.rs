//! Taking back what was applied last.

use nevr_schema::env::Timestamp;
use sea_orm::{DatabaseConnection, DatabaseTransaction};

use super::{
    error::FilesError,
    going::{Taken, going},
    migration::{Direction, Migration},
    name::FileName,
    run::Run,
    script::Script,
    site::Site,
    standing::Progress,
};
use crate::{goal::Target, lock::Locked, report::Loss};

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
struct Back<'m> {
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
    let site = Site::new(db, target, folder, Timestamp::from_millis(0))?;
    let transaction = site.dialect.read(db).await?;
    let planned = site.plan_back(&transaction, steps).await;
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
    let site = Site::new(db, target, folder, now)?;
    let mut taken = Rollback { losses: plan.losses, ..Rollback::default() };
    for name in plan.migrations {
        let Some(migration) = folder.iter().find(|migration| migration.name == name) else { break };
        let script = migration.down(site.dialect.provider())?;
        if script.foreign_keys_off && script.by_hand().next().is_some() {
            // They are run with foreign keys on, so in a transaction of their own.
            let locked = site.lock(false).await?;
            let done = site.by_hand_back(&locked, migration).await;
            locked.finish(done).await?;
        }
        let locked = site.lock(script.foreign_keys_off).await?;
        let done = site.back(&locked, migration).await;
        if locked.finish(done).await? {
            taken.migrations.push(name);
        }
    }
    Ok(taken)
}

impl<'s> Site<'s> {
    async fn plan_back(
        &self,
        db: &DatabaseTransaction,
        steps: usize,
    ) -> Result<Rollback, FilesError> {
        let look = self.look(db).await?;
        let all = self.backwards(&look.history()?, steps)?;
        let Some(first) = all.first() else { return Ok(Rollback::default()) };
        let migrations = all.iter().map(|it| it.migration.name.clone()).collect();
        // Whoever began it accepted what goes with it.
        if first.progress.is_some() {
            return Ok(Rollback { migrations, losses: Vec::new() });
        }
        let differences = look.differences(&first.migration.after);
        if !differences.is_empty() {
            return Err(FilesError::Drift(differences));
        }
        let taken = |it: &Back| Taken::new(&it.migration.written, &self.before(it.migration));
        let mut losses = Vec::new();
        for count in going(&all.iter().map(taken).collect::<Vec<_>>()) {
            losses.push(count.run(db).await?);
        }
        losses.retain(|loss| loss.rows > 0);
        Ok(Rollback { migrations, losses })
    }

    /// The last so many, the latest first; one that is half-way back comes alone.
    fn backwards(
        &self,
        history: &super::History<'s>,
        steps: usize,
    ) -> Result<Vec<Back<'s>>, FilesError> {
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
            Ok(Back { migration, script, progress })
        };
        all.into_iter().map(back).collect()
    }

    /// Takes one back, if it still is the last one.
    async fn back(&self, locked: &Locked, migration: &Migration) -> Result<bool, FilesError> {
        let db = &locked.transaction;
        let look = self.look(db).await?;
        let last = self.backwards(&look.history()?, 1)?.pop();
        let Some(back) = last.filter(|back| back.migration.name == migration.name) else {
            return Ok(false);
        };
        let file = (Direction::Down, &back.script);
        self.pass(locked, &look, back.migration, file, back.progress).await?;
        Ok(true)
    }

    /// Takes back the migrations by hand that the file of the last one names.
    async fn by_hand_back(&self, locked: &Locked, migration: &Migration) -> Result<(), FilesError> {
        let look = self.look(&locked.transaction).await?;
        let last = self.backwards(&look.history()?, 1)?.pop();
        let Some(back) = last.filter(|back| back.migration.name == migration.name) else {
            return Ok(());
        };
        let run = Run {
            db: &locked.transaction,
            target: self.target,
            on_record: &look.ledger.applied,
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
