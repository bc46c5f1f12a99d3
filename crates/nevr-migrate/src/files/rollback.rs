//! Rolls back the migrations that were applied last.

use nevr_schema::{Entity, Field, Name, Owner, Schema, env::Timestamp};
use sea_orm::{DatabaseConnection, DatabaseTransaction};

use super::{
    error::FilesError,
    folder::down_script,
    history::{History, HistoryError, Progress},
    migration::{Direction, Migration},
    migrator::Migrator,
    name::FileName,
    row_watch::names,
    state::Inspection,
};
use crate::{
    check::Count, goal::Target, lock::Locked, report::Loss, script::Script, snapshot::Snapshots,
};

/// What a rollback did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rollback {
    /// The migrations that are rolled back, the latest first.
    pub migrations: Vec<FileName>,
    /// The tables and columns that are dropped, with the number of rows that hold a value.
    pub losses: Vec<Loss>,
}

/// A migration to roll back.
struct RollbackStep<'m> {
    migration: &'m Migration,
    /// Its down file.
    script: Script,
    progress: Option<Progress>,
}

/// Returns what rolling back the last `steps` migrations would do. Changes nothing.
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

/// Rolls back the last `steps` migrations, the latest first, each under the lock.
///
/// Refused with [`FilesError::Lossy`] if that loses data, unless `accept_data_loss` is set. What is
/// empty is counted again under the lock: a table that has come into use meanwhile stays.
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
        let plan_lines = plan.migrations.iter().map(|name| format!("roll back {name}")).collect();
        return Err(FilesError::Lossy { plan: plan_lines, losses: plan.losses });
    }
    let migrator = Migrator::new(db, target, folder, now)?;
    let mut rolled_back = Rollback { losses: plan.losses, ..Rollback::default() };
    for name in plan.migrations {
        let Some(migration) = folder.iter().find(|migration| migration.name == name) else { break };
        let script = down_script(migration, migrator.dialect.provider())?;
        if script.foreign_keys_off && script.by_hand().next().is_some() {
            // They need foreign keys on, so they run in a transaction of their own.
            let locked = migrator.lock(false).await?;
            let done = migrator.roll_back_by_hand(&locked, migration, accept_data_loss).await;
            locked.finish(done).await?;
        }
        let locked = migrator.lock(script.foreign_keys_off).await?;
        let done = migrator.roll_back(&locked, migration, accept_data_loss).await;
        if locked.finish(done).await? {
            rolled_back.migrations.push(name);
        }
    }
    Ok(rolled_back)
}

impl<'m> Migrator<'m> {
    async fn plan_rollback(
        &self,
        db: &DatabaseTransaction,
        steps: usize,
    ) -> Result<Rollback, FilesError> {
        let inspection = self.inspect(db).await?;
        inspection.refuse_half_copied()?;
        let all = self.latest(&inspection.history()?, steps)?;
        let Some(first) = all.first() else { return Ok(Rollback::default()) };
        let migrations = all.iter().map(|it| it.migration.name.clone()).collect();
        // One that stopped half-way matches neither what was before it nor what is after it.
        let mut differences = Vec::new();
        if first.progress.is_none() {
            differences = inspection.differences(&first.migration.after);
        }
        if !differences.is_empty() {
            return Err(FilesError::Drift(differences));
        }
        let mut losses = Vec::new();
        for count in self.at_stake(&inspection, &all) {
            losses.push(count.run(db).await?);
        }
        losses.retain(|loss| !loss.is_nothing());
        Ok(Rollback { migrations, losses })
    }

    /// Returns the tables and columns that rolling these back drops, as far as they exist.
    fn at_stake(&self, inspection: &Inspection<'_>, all: &[RollbackStep<'_>]) -> Vec<Count> {
        let reversal =
            |it: &RollbackStep| Reversal::new(&it.migration.written, &self.before(it.migration));
        let mut counts = lost_values(&all.iter().map(reversal).collect::<Vec<_>>());
        let known = |table: &str| {
            all.iter().any(|it| it.migration.after.entity_owner(table).is_some())
                || counts.iter().any(|count| count.table == table)
        };
        // Tables that were made by a statement that was added to the file by hand.
        let by_hand = inspection.names.foreign(known);
        let is_dropped = |table: &str| all.iter().any(|it| drops(&it.script, table));
        let by_hand = by_hand.into_iter().filter(|table| is_dropped(table));
        let by_hand: Vec<_> =
            by_hand.map(|table| Count { owner: Owner::App, table, column: None }).collect();
        counts.extend(by_hand);
        inspection.existing(counts)
    }

    /// Returns an error if rolling back a migration drops a table or column that holds something.
    /// Other connections can't write to what is empty until it is dropped.
    async fn check_losses(
        &self,
        locked: &Locked,
        inspection: &Inspection<'_>,
        step: &RollbackStep<'_>,
    ) -> Result<(), FilesError> {
        let db = &locked.transaction;
        let mut losses = Vec::new();
        for count in self.at_stake(inspection, std::slice::from_ref(step)) {
            self.dialect.hold(db, &count.table).await?;
            losses.push(count.run(db).await?);
        }
        losses.retain(|loss| !loss.is_nothing());
        if losses.is_empty() {
            return Ok(());
        }
        let plan = vec![format!("roll back {}", step.migration.name)];
        Err(FilesError::Lossy { plan, losses })
    }

    /// Returns the last `steps` applied migrations, the latest first. If a rollback stopped half-way,
    /// returns that migration alone.
    fn latest(
        &self,
        history: &History<'m>,
        steps: usize,
    ) -> Result<Vec<RollbackStep<'m>>, FilesError> {
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
        let step = |(migration, progress): (&'m Migration, Option<Progress>)| {
            let script = down_script(migration, self.dialect.provider())?;
            check_begun(migration, &script, progress.as_ref())?;
            Ok(RollbackStep { migration, script, progress })
        };
        all.into_iter().map(step).collect()
    }

    /// Returns how to roll back a migration, if it still is the last one.
    fn step(
        &self,
        inspection: &Inspection<'m>,
        migration: &Migration,
    ) -> Result<Option<RollbackStep<'m>>, FilesError> {
        let last = self.latest(&inspection.history()?, 1)?.pop();
        Ok(last.filter(|step| step.migration.name == migration.name))
    }

    /// Rolls back a migration, and returns whether it still was the last one.
    async fn roll_back(
        &self,
        locked: &Locked,
        migration: &Migration,
        accept_data_loss: bool,
    ) -> Result<bool, FilesError> {
        let inspection = self.inspect(&locked.transaction).await?;
        let Some(step) = self.step(&inspection, migration)? else { return Ok(false) };
        if !accept_data_loss {
            self.check_losses(locked, &inspection, &step).await?;
        }
        let file = (Direction::Down, &step.script);
        self.run_file(locked, &inspection, step.migration, file, step.progress).await?;
        Ok(true)
    }

    /// Rolls back the migrations by hand that a migration's down file names.
    async fn roll_back_by_hand(
        &self,
        locked: &Locked,
        migration: &Migration,
        accept_data_loss: bool,
    ) -> Result<(), FilesError> {
        let db = &locked.transaction;
        let inspection = self.inspect(db).await?;
        let Some(step) = self.step(&inspection, migration)? else { return Ok(()) };
        let run = self.run(db, &inspection, migration, (Direction::Down, &step.script));
        if !accept_data_loss {
            self.check_losses(locked, &inspection, &step).await?;
        }
        run.check(0)?;
        for id in step.script.by_hand() {
            run.by_hand(id).await?;
        }
        Ok(())
    }
}

/// Checks that the part of a down file that has run was not edited; the rest may have been
/// corrected.
fn check_begun(
    migration: &Migration,
    script: &Script,
    progress: Option<&Progress>,
) -> Result<(), HistoryError> {
    let is_same =
        |progress: &Progress| script.checksum_of_first(progress.done) == progress.checksum;
    if progress.is_none_or(is_same) {
        return Ok(());
    }
    Err(HistoryError::ChangedBegun(migration.name.clone()))
}

/// Returns whether a file has a statement that drops this table.
fn drops(script: &Script, table: &str) -> bool {
    script.statements().any(|statement| {
        let mut words = statement.sql.split_whitespace().skip(1);
        let is_drop = statement.verb == "DROP"
            && words.next().is_some_and(|word| word.eq_ignore_ascii_case("table"));
        is_drop && names(&statement.sql, table)
    })
}

/// The schemas after and before a migration that is rolled back.
struct Reversal {
    /// With the renames that led there.
    after: Schema,
    before: Schema,
}

impl Reversal {
    fn new(after: &Snapshots, before: &Snapshots) -> Self {
        Self { after: after.to_schema(), before: before.to_schema() }
    }

    /// Returns the name that a field had before the migration, or `None` if it did not exist.
    fn earlier_name(&self, entity: &Name, field: &Name) -> Option<Name> {
        let before = self.before.entity(entity)?;
        if before.field(field).is_some() {
            return Some(field.clone());
        }
        let old = self.after.entity(entity)?.field(field)?.renamed_from.as_ref()?;
        before.field(old).map(|old| old.name.clone())
    }
}

/// Returns the tables and columns whose values are lost when these migrations are rolled back, given
/// the latest first.
fn lost_values(reversals: &[Reversal]) -> Vec<Count> {
    let Some(latest) = reversals.first() else { return Vec::new() };
    latest.after.entities.values().flat_map(|entity| lost_of(reversals, entity)).collect()
}

fn lost_of(reversals: &[Reversal], entity: &Entity) -> Vec<Count> {
    let table = entity.name.to_string();
    if reversals.iter().any(|one| one.before.entity(&entity.name).is_none()) {
        return vec![Count { owner: entity.origin.owner.clone(), table, column: None }];
    }
    let is_lost = |name: &Name| {
        let earlier = |field: Name, one: &Reversal| one.earlier_name(&entity.name, &field);
        reversals.iter().try_fold(name.clone(), earlier).is_none()
    };
    let fields = entity.fields.values().filter(|field| is_lost(&field.name));
    let count = |field: &Field| Count {
        owner: field.origin.owner.clone(),
        table: table.clone(),
        column: Some(field.name.to_string()),
    };
    fields.map(count).collect()
}
