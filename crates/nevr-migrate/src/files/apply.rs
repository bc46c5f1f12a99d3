//! Applying what is pending, one migration after the other, each under the lock.

use std::fmt;

use nevr_schema::env::Timestamp;
use sea_orm::{DatabaseConnection, DatabaseTransaction};

use super::{
    by_hand,
    error::FilesError,
    look::Look,
    migration::{Direction, Migration},
    name::FileName,
    next::Next,
    records,
    site::Site,
    standing::Standing,
};
use crate::{
    goal::{MigrationId, Target},
    ledger,
    lock::Locked,
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
    let site = Site::new(db, target, folder, now)?;
    let mut all = Vec::new();
    loop {
        // Most of the time there is nothing to do, and no need for a lock.
        let transaction = site.dialect.read(db).await?;
        let next = look_ahead(&site, &transaction).await;
        transaction.rollback().await?;
        let foreign_keys_off = match next {
            Ok(None) => return Ok(all),
            Ok(Some(foreign_keys_off)) => foreign_keys_off,
            // Where changes of tables show before they are committed, it may be a migration under
            // way that was seen. Under the lock there is none.
            Err(_) => false,
        };
        let locked = site.lock(foreign_keys_off).await?;
        let done = site.forward(&locked, foreign_keys_off).await;
        all.extend(locked.finish(done).await?);
    }
}

/// Whether there is something to do, and if, whether without foreign keys.
async fn look_ahead(site: &Site<'_>, db: &DatabaseTransaction) -> Result<Option<bool>, FilesError> {
    let next = Next::of(&site.look(db).await?, site.target)?;
    Ok((!matches!(next, Next::Nothing)).then(|| next.foreign_keys_off()))
}

impl Site<'_> {
    /// Does what is next. It may be something else than what was seen before the lock was taken.
    async fn forward(
        &self,
        locked: &Locked,
        foreign_keys_off: bool,
    ) -> Result<Vec<Done>, FilesError> {
        let db = &locked.transaction;
        let look = self.look(db).await?;
        match Next::of(&look, self.target)? {
            Next::Run(migration, progress) if migration.up.foreign_keys_off == foreign_keys_off => {
                self.pass(locked, &look, migration, (Direction::Up, &migration.up), progress)
                    .await?;
                Ok(vec![Done::Ran(migration.name.clone())])
            }
            Next::Adopt(migrations) => self.adopt(db, &look, migrations).await,
            Next::ByHand(ids) => self.by_hand(db, &look, ids).await,
            // Somebody else did it; the next look sees what is left.
            Next::Run(..) | Next::Nothing => Ok(Vec::new()),
        }
    }

    async fn adopt(
        &self,
        db: &DatabaseTransaction,
        look: &Look<'_>,
        migrations: &[Migration],
    ) -> Result<Vec<Done>, FilesError> {
        ledger::create(db, &look.names).await?;
        for migration in migrations {
            let standing = Standing::Applied(migration.up.checksum.clone());
            records::put(db, &migration.name, &standing, self.now).await?;
        }
        Ok(migrations.iter().map(|migration| Done::Adopted(migration.name.clone())).collect())
    }

    /// Runs migrations by hand outside of the file that names them.
    async fn by_hand(
        &self,
        db: &DatabaseTransaction,
        look: &Look<'_>,
        ids: Vec<MigrationId>,
    ) -> Result<Vec<Done>, FilesError> {
        for id in &ids {
            self.rows(db, async {
                by_hand::up(db, self.target, &look.ledger.applied, id, self.now).await
            })
            .await?;
        }
        Ok(ids.into_iter().map(Done::ByHand).collect())
    }
}
