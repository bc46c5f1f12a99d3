//! Bringing a database to its target.

use nevr_schema::env::Timestamp;
use sea_orm::{DatabaseConnection, DatabaseTransaction};
use sea_orm_migration::SchemaManager;

use crate::{
    dialect::{Dialect, dialect_of},
    goal::{MigrationId, Options, PluginMigration, Target},
    ledger,
    lock::{Locked, Place},
    push_plan::Survey,
    report::{MigrateError, Refusal, Step},
    snapshot::Snapshots,
};

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// The structural steps, in the order in which they ran.
    pub steps: Vec<Step>,
    /// The hand-written migrations, in the order in which they ran.
    pub migrations: Vec<MigrationId>,
}

impl Applied {
    /// Whether there was nothing to do.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.migrations.is_empty()
    }
}

/// Brings a database to its target: structural steps, then hand-written migrations.
///
/// The lock comes first, and the plan is made under it: of two processes that start at once, the
/// second finds nothing left to do. What would lose data is refused unless the options accept it.
///
/// On PostgreSQL and SQLite all of it is one transaction: whatever fails, the database is as it was
/// before. Two things are less than that. MySQL commits each statement by itself: what was done
/// before a failure stays, is on record, and the next push goes on from there. And where SQLite
/// builds tables anew, which needs foreign keys off, hand-written migrations, which need them on,
/// run in a second transaction.
pub async fn push(
    db: &DatabaseConnection,
    target: &Target,
    options: Options,
    now: Timestamp,
) -> Result<Applied, MigrateError> {
    target.check_names()?;
    let push = Push { dialect: dialect_of(db)?, target, options, now };
    let mut applied = Applied::default();
    match push.round(db, Place::Usual, &mut applied).await? {
        Round::Done => {}
        Round::NeedsApart => {
            push.round(db, Place::Apart, &mut applied).await?;
            if let Round::NeedsApart = push.round(db, Place::Usual, &mut applied).await? {
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
}

enum Round {
    Done,
    /// Nothing was done: tables are to be taken away, which is not done here.
    NeedsApart,
}

impl Push<'_> {
    /// One transaction, with a plan of its own.
    async fn round(
        &self,
        db: &DatabaseConnection,
        place: Place,
        applied: &mut Applied,
    ) -> Result<Round, MigrateError> {
        let locked = Locked::new(self.dialect, db, place).await?;
        let done = self.apply(&locked, place).await;
        let Some(new) = locked.finish(done).await? else { return Ok(Round::NeedsApart) };
        applied.steps.extend(new.steps);
        applied.migrations.extend(new.migrations);
        Ok(Round::Done)
    }

    /// In a transaction that is for the caller to end; nothing, where that is not the right place.
    pub(super) async fn apply(
        &self,
        on: &Locked,
        place: Place,
    ) -> Result<Option<Applied>, MigrateError> {
        let db = &on.transaction;
        let mut survey = Survey::new(self.dialect, db, self.target).await?;
        let mut refusals = std::mem::take(&mut survey.plan.refusals);
        if !self.options.accept_data_loss {
            refusals.extend(survey.losses.iter().cloned().map(Refusal::from));
        }
        if !refusals.is_empty() {
            return Err(MigrateError::Refused(refusals));
        }
        let apart = self.dialect.needs_foreign_keys_off() && survey.plan.takes_tables();
        if apart && place == Place::Usual {
            return Ok(None);
        }
        let by_hand = if place == Place::Usual { &survey.pending[..] } else { &[] };
        self.carry_out(on, &survey, by_hand).await.map(Some)
    }

    async fn carry_out(
        &self,
        on: &Locked,
        survey: &Survey<'_>,
        by_hand: &[&PluginMigration],
    ) -> Result<Applied, MigrateError> {
        let db = &on.transaction;
        let steps = survey.plan.steps(self.dialect);
        let unrecorded = survey.is_unrecorded();
        if unrecorded || !by_hand.is_empty() {
            ledger::create(db, &survey.names).await?;
        }
        let mut known = survey.known.clone();
        if !self.dialect.is_atomic() && !steps.is_empty() {
            known = self.announce(db, survey).await?;
        }
        on.run(&steps).await?;
        let mut migrations = Vec::new();
        for migration in by_hand {
            migrations.push(self.migrate(db, migration).await?);
        }
        self.record(db, &known, &survey.plan.snapshots).await?;
        Ok(Applied { steps, migrations })
    }

    /// Puts on record what is about to be made: were it not, what is half made would be nobody's.
    async fn announce(
        &self,
        db: &DatabaseTransaction,
        survey: &Survey<'_>,
    ) -> Result<Snapshots, MigrateError> {
        let on_the_way = survey.known.on_the_way(&survey.plan.snapshots);
        self.record(db, &survey.known, &on_the_way).await?;
        Ok(on_the_way)
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
