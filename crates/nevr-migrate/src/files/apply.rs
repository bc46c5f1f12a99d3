//! Applying what is pending, one migration after the other, each under the lock.

use std::fmt;

use nevr_schema::env::Timestamp;
use sea_orm::{DatabaseConnection, DatabaseTransaction};

use super::{
    by_hand,
    error::FilesError,
    look::Inspection,
    migration::{Direction, Migration},
    name::FileName,
    next::NextAction,
    records,
    site::Migrator,
    standing::FileRecord,
};
use crate::{
    apply::Locked,
    ledger,
    target::{MigrationId, Target},
};

/// What was done to bring a database forward.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Done {
    /// A migration ran.
    Ran(FileName),
    /// The database had all of a migration already: it is on record now, and nothing ran.
    Adopted(FileName),
    /// A migration by hand ran that an applied file names, and that could not run with it.
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

/// Applies what is pending of a folder's migrations, in their order. Of several processes that do so
/// at once, one does each, and the others find it done.
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
        // Most of the time there is nothing to do, and no need for a lock.
        let transaction = migrator.dialect.read(db).await?;
        let next = look_ahead(&migrator, &transaction).await;
        transaction.rollback().await?;
        let foreign_keys_off = match next {
            Ok(None) => return Ok(all),
            Ok(Some(foreign_keys_off)) => foreign_keys_off,
            // Where changes of tables show before they are committed, it may be a migration under
            // way that was seen. Under the lock there is none.
            Err(_) => false,
        };
        let locked = migrator.lock(foreign_keys_off).await?;
        let done = migrator.forward(&locked, foreign_keys_off).await;
        all.extend(locked.finish(done).await?);
    }
}

/// Whether there is something to do, and if, whether without foreign keys.
async fn look_ahead(
    migrator: &Migrator<'_>,
    db: &DatabaseTransaction,
) -> Result<Option<bool>, FilesError> {
    let next = NextAction::of(&migrator.inspect(db).await?, migrator.target)?;
    Ok((!matches!(next, NextAction::Nothing)).then(|| next.foreign_keys_off()))
}

impl Migrator<'_> {
    /// Does what is next. It may be something else than what was seen before the lock was taken.
    async fn forward(
        &self,
        locked: &Locked,
        foreign_keys_off: bool,
    ) -> Result<Vec<Done>, FilesError> {
        let db = &locked.transaction;
        let inspection = self.inspect(db).await?;
        match NextAction::of(&inspection, self.target)? {
            NextAction::Run(migration, progress)
                if migration.up.foreign_keys_off == foreign_keys_off =>
            {
                self.run_file(
                    locked,
                    &inspection,
                    migration,
                    (Direction::Up, &migration.up),
                    progress,
                )
                .await?;
                Ok(vec![Done::Ran(migration.name.clone())])
            }
            NextAction::Adopt(migrations) => self.adopt(db, &inspection, migrations).await,
            NextAction::ByHand(ids) => self.by_hand(db, &inspection, ids).await,
            // Somebody else did it; the next look sees what is left.
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
            records::put(db, &migration.name, &record, self.now).await?;
        }
        Ok(migrations.iter().map(|migration| Done::Adopted(migration.name.clone())).collect())
    }

    /// Runs migrations by hand outside of the file that names them.
    async fn by_hand(
        &self,
        db: &DatabaseTransaction,
        inspection: &Inspection<'_>,
        ids: Vec<MigrationId>,
    ) -> Result<Vec<Done>, FilesError> {
        for id in &ids {
            self.atomically(db, async {
                by_hand::up(db, self.target, &inspection.ledger.applied, id, self.now).await
            })
            .await?;
        }
        Ok(ids.into_iter().map(Done::ByHand).collect())
    }
}
