//! Brings a database to its target.

use nevr_schema::env::Timestamp;
use sea_orm::{DatabaseConnection, DatabaseTransaction};
use sea_orm_migration::SchemaManager;

use crate::{
    check::Count,
    dialect::{Dialect, dialect_of},
    goal::{MigrationId, Options, PluginMigration, Target},
    ledger,
    lock::{ForeignKeys, Locked},
    push_plan::PushPlan,
    report::{Loss, MigrateError, Refusal, Step},
    snapshot::Snapshots,
};

/// What a push or a reset did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// The structural steps, in the order in which they ran.
    pub steps: Vec<Step>,
    /// The hand-written migrations, in the order in which they ran.
    pub migrations: Vec<MigrationId>,
}

impl Applied {
    /// Whether nothing was done, because nothing was missing.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.migrations.is_empty()
    }
}

/// Brings a database to its target: structural steps, then hand-written migrations.
///
/// The plan is made under the lock: of two processes that start at once, the second finds nothing
/// left to do. What would lose data is refused unless the options accept it.
///
/// On PostgreSQL and SQLite all of it is one transaction: after a failure the database is as it was
/// before. There are two exceptions. MySQL and MariaDB commit each statement by itself: what was
/// done before a failure stays, is on record, and the next push continues from there. And when
/// SQLite rebuilds tables, which needs foreign keys off, hand-written migrations, which need them
/// on, run in a second transaction.
pub async fn push(
    db: &DatabaseConnection,
    target: &Target,
    options: Options,
    now: Timestamp,
) -> Result<Applied, MigrateError> {
    target.check_names()?;
    let push = Push { dialect: dialect_of(db)?, target, options, now, purpose: Purpose::Schema };
    let mut applied = Applied::default();
    match push.attempt(db, ForeignKeys::Enforced, &mut applied).await? {
        Attempt::Done => {}
        Attempt::NeedsForeignKeysOff => {
            push.attempt(db, ForeignKeys::Off, &mut applied).await?;
            if let Attempt::NeedsForeignKeysOff =
                push.attempt(db, ForeignKeys::Enforced, &mut applied).await?
            {
                return Err(MigrateError::Overtaken);
            }
        }
    }
    Ok(applied)
}

pub(super) struct Push<'p> {
    pub(super) dialect: &'static dyn Dialect,
    pub(super) target: &'p Target,
    pub(super) options: Options,
    pub(super) now: Timestamp,
    pub(super) purpose: Purpose,
}

/// What a push is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The schema alone.
    Schema,
    /// The rows of another database, which are copied after it.
    Copy,
}

enum Attempt {
    Done,
    /// Nothing was done: the plan drops or rebuilds tables, which needs foreign keys off.
    NeedsForeignKeysOff,
}

impl Push<'_> {
    /// Makes and carries out a plan in one transaction.
    async fn attempt(
        &self,
        db: &DatabaseConnection,
        foreign_keys: ForeignKeys,
        applied: &mut Applied,
    ) -> Result<Attempt, MigrateError> {
        let locked = Locked::new(self.dialect, db, foreign_keys).await?;
        let done = self.apply(&locked).await;
        let Some(new) = locked.finish(done).await? else { return Ok(Attempt::NeedsForeignKeysOff) };
        applied.steps.extend(new.steps);
        applied.migrations.extend(new.migrations);
        Ok(Attempt::Done)
    }

    /// Makes and carries out a plan in a transaction that the caller ends. Returns `None` and does
    /// nothing if the plan needs a connection without foreign keys.
    pub(super) async fn apply(&self, on: &Locked) -> Result<Option<Applied>, MigrateError> {
        let db = &on.transaction;
        let mut push_plan = PushPlan::new(self.dialect, db, self.target).await?;
        if push_plan.copying && self.purpose == Purpose::Schema {
            return Err(MigrateError::CopyInterrupted);
        }
        let mut refusals = std::mem::take(&mut push_plan.plan.refusals);
        if !self.options.accept_data_loss {
            let losses = push_plan.losses.iter().filter(|loss| !loss.is_nothing());
            refusals.extend(losses.cloned().map(Refusal::from));
        }
        if !refusals.is_empty() {
            return Err(MigrateError::Refused(refusals));
        }
        if push_plan.plan.drops_tables() && !on.can_drop_tables() {
            return Ok(None);
        }
        if !self.options.accept_data_loss {
            self.check_empty(db, &push_plan.losses).await?;
        }
        let by_hand = if on.enforces_foreign_keys() { &push_plan.pending[..] } else { &[] };
        self.carry_out(on, &push_plan, by_hand).await.map(Some)
    }

    /// Returns an error if what is dropped without being asked about has come into use since it was
    /// counted.
    async fn check_empty(
        &self,
        db: &DatabaseTransaction,
        empty: &[Loss],
    ) -> Result<(), MigrateError> {
        let mut refusals = Vec::new();
        for loss in empty {
            self.dialect.hold(db, &loss.entity).await?;
            let now = Count::from(loss).run(db).await?;
            refusals.extend((!now.is_nothing()).then(|| Refusal::from(now)));
        }
        if refusals.is_empty() { Ok(()) } else { Err(MigrateError::Refused(refusals)) }
    }

    async fn carry_out(
        &self,
        on: &Locked,
        push_plan: &PushPlan<'_>,
        by_hand: &[&PluginMigration],
    ) -> Result<Applied, MigrateError> {
        let db = &on.transaction;
        let steps = push_plan.plan.steps(self.dialect);
        let unrecorded = push_plan.is_unrecorded();
        if unrecorded || !by_hand.is_empty() {
            ledger::create(db, &push_plan.names).await?;
        }
        let mut known = push_plan.recorded.clone();
        if !self.dialect.is_atomic() && !steps.is_empty() {
            known = self.record_start(db, push_plan).await?;
        }
        on.run(&steps).await?;
        let mut migrations = Vec::new();
        for migration in by_hand {
            migrations.push(self.migrate(db, migration).await?);
        }
        self.record(db, &known, &push_plan.plan.snapshots).await?;
        Ok(Applied { steps, migrations })
    }

    /// Records what is about to be created: without it, a failure would leave tables that no owner
    /// has on record.
    async fn record_start(
        &self,
        db: &DatabaseTransaction,
        push_plan: &PushPlan<'_>,
    ) -> Result<Snapshots, MigrateError> {
        let recorded = push_plan.recorded.while_migrating_to(&push_plan.plan.snapshots);
        self.record(db, &push_plan.recorded, &recorded).await?;
        Ok(recorded)
    }

    async fn record(
        &self,
        db: &DatabaseTransaction,
        known: &Snapshots,
        snapshots: &Snapshots,
    ) -> Result<(), MigrateError> {
        for (owner, snapshot) in snapshots.iter() {
            if known.get(owner) != Some(snapshot) {
                ledger::record_snapshot(db, owner, snapshot, self.now).await?;
            }
        }
        Ok(())
    }

    async fn migrate(
        &self,
        db: &DatabaseTransaction,
        migration: &PluginMigration,
    ) -> Result<MigrationId, MigrateError> {
        let id = migration.id();
        match migration.migration.up(&SchemaManager::new(db)).await {
            Ok(()) => ledger::record_migration(db, &id, self.now).await?,
            Err(source) => return Err(MigrateError::Migration { migration: id, source }),
        }
        Ok(id)
    }
}
