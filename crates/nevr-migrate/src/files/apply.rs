//! Applies pending migrations one after the other, each under the lock.

use std::fmt;

use nevr_schema::env::Timestamp;
use sea_orm::{DatabaseConnection, DatabaseTransaction};

use super::{
    error::FilesError,
    folder::check_statements,
    history::FileRecord,
    migration::{Direction, Migration},
    migrator::Migrator,
    name::FileName,
    run::run_by_hand,
    state::{Inspection, NextAction},
};
use crate::{
    goal::{MigrationId, Target},
    ledger,
    lock::Locked,
};

/// One thing that was done to bring a database forward.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Done {
    /// A migration ran.
    Ran(FileName),
    /// A migration was recorded as applied without being run: the database had what it brings.
    Adopted(FileName),
    /// A migration by hand ran that an applied file names, and that could not run with the file.
    ByHand(MigrationId),
}

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ran(name) => write!(f, "applied {name}"),
            Self::Adopted(name) => {
                write!(f, "recorded {name} as applied: the database has what it brings")
            }
            Self::ByHand(id) => write!(f, "ran migration {id}"),
        }
    }
}

/// Applies the pending migrations of a folder in their order, and returns what was done.
///
/// Several processes may do so at once: each migration is run by one of them, and the others find it
/// applied.
pub async fn apply(
    db: &DatabaseConnection,
    target: &Target,
    folder: &[Migration],
    now: Timestamp,
) -> Result<Vec<Done>, FilesError> {
    target.check_names()?;
    let migrator = Migrator::new(db, target, folder, now)?;
    let mut all = Vec::new();
    loop {
        // Usually there is nothing to do, and then no lock is needed.
        let transaction = migrator.dialect.read(db).await?;
        let next = migrator.inspect(&transaction).await.and_then(|it| it.next_action());
        transaction.rollback().await?;
        let foreign_keys_off = match next {
            Ok(NextAction::Nothing) => return Ok(all),
            Ok(next) => next.foreign_keys_off(),
            // On a database that shows changes of its structure before they are committed, this may
            // be another process's migration under way. Under the lock there is none.
            Err(_) => false,
        };
        let locked = migrator.lock(foreign_keys_off).await?;
        let done = migrator.forward(&locked, foreign_keys_off).await;
        all.extend(locked.finish(done).await?);
    }
}

impl Migrator<'_> {
    /// Does what is next, which may differ from what it was before the lock was taken.
    async fn forward(
        &self,
        locked: &Locked,
        foreign_keys_off: bool,
    ) -> Result<Vec<Done>, FilesError> {
        let db = &locked.transaction;
        let inspection = self.inspect(db).await?;
        match inspection.next_action()? {
            NextAction::Run(migration, progress)
                if migration.up.foreign_keys_off == foreign_keys_off =>
            {
                for later in inspection.history()?.pending {
                    let provider = self.dialect.provider();
                    check_statements(later, (Direction::Up, &later.up), provider, 0)?;
                }
                let file = (Direction::Up, &migration.up);
                self.run_file(locked, &inspection, migration, file, progress).await?;
                Ok(vec![Done::Ran(migration.name.clone())])
            }
            NextAction::Adopt(migrations) => self.adopt(db, &inspection, migrations).await,
            NextAction::ByHand(ids) => self.run_by_hand(db, &inspection, ids).await,
            // Another process did it, and the caller inspects what is left.
            NextAction::Run(..) | NextAction::Nothing => Ok(Vec::new()),
        }
    }

    async fn adopt(
        &self,
        db: &DatabaseTransaction,
        inspection: &Inspection<'_>,
        migrations: &[Migration],
    ) -> Result<Vec<Done>, FilesError> {
        ledger::create(db, &inspection.names).await?;
        for migration in migrations {
            let record = FileRecord::Applied(migration.up.checksum.clone());
            record.insert(db, &migration.name, self.now).await?;
        }
        Ok(migrations.iter().map(|migration| Done::Adopted(migration.name.clone())).collect())
    }

    /// Runs migrations by hand separately from the files that name them.
    async fn run_by_hand(
        &self,
        db: &DatabaseTransaction,
        inspection: &Inspection<'_>,
        ids: Vec<MigrationId>,
    ) -> Result<Vec<Done>, FilesError> {
        let on_record = &inspection.ledger.applied;
        for id in &ids {
            self.atomically(db, run_by_hand(db, self.target, on_record, id, self.now)).await?;
        }
        Ok(ids.into_iter().map(Done::ByHand).collect())
    }
}
