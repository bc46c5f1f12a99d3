//! Running what is planned, under a lock.

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr};

use crate::{
    dialect::Dialect,
    report::{MigrateError, Step},
};

/// The kind of connection that a plan is carried out on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// As the app writes.
    Usual,
    /// Where tables can be taken away without anything happening to the rows that refer to them.
    Apart,
}

/// A locked database. Given back by [`finish`](Self::finish), whatever happened.
pub(crate) struct Locked {
    dialect: &'static dyn Dialect,
    place: Place,
    pub(crate) transaction: DatabaseTransaction,
}

impl Locked {
    pub(crate) async fn new(
        dialect: &'static dyn Dialect,
        db: &DatabaseConnection,
        place: Place,
    ) -> Result<Self, MigrateError> {
        let transaction = match place {
            Place::Usual => dialect.lock(db).await?,
            Place::Apart => dialect.lock_without_foreign_keys(db).await?,
        };
        Ok(Self { dialect, place, transaction })
    }

    /// Runs statements in their order. What they break, of what was well before, is an error.
    pub(crate) async fn run(&self, steps: &[Step]) -> Result<(), MigrateError> {
        let before = self.broken().await?;
        for step in steps {
            tracing::debug!(provider = %self.dialect.provider(), sql = step.sql, "{step}");
            let done = self.transaction.execute_unprepared(&step.sql).await;
            done.map_err(|source| MigrateError::Step {
                step: Box::new(step.clone()),
                undone: self.dialect.is_atomic(),
                source,
            })?;
        }
        self.check(&before).await
    }

    /// Whether what was well before still is.
    pub(crate) async fn check(&self, before: &[String]) -> Result<(), MigrateError> {
        let mut broken = self.broken().await?;
        broken.retain(|what| !before.contains(what));
        if broken.is_empty() { Ok(()) } else { Err(MigrateError::Breaks(broken)) }
    }

    /// What does not hold together. Where foreign keys are watched, the database sees to it.
    pub(crate) async fn broken(&self) -> Result<Vec<String>, MigrateError> {
        match self.place {
            Place::Usual => Ok(Vec::new()),
            Place::Apart => Ok(self.dialect.broken(&self.transaction).await?),
        }
    }

    /// Gives the lock back; what was done stays if it was done well.
    pub(crate) async fn finish<T, E: From<DbErr>>(self, done: Result<T, E>) -> Result<T, E> {
        match done {
            Ok(value) => {
                self.commit().await?;
                Ok(value)
            }
            Err(error) => {
                self.roll_back().await;
                Err(error)
            }
        }
    }

    /// Gives the lock back; what was done stays.
    pub(super) async fn commit(self) -> Result<(), DbErr> {
        self.end("COMMIT").await?;
        self.transaction.commit().await
    }

    /// Gives the lock back; what was done since the transaction began is undone. There is an error
    /// already, which says what went wrong; a connection that can't even roll back is closed, which
    /// does the same.
    pub(super) async fn roll_back(self) {
        let ended = self.end("ROLLBACK").await;
        if let Err(error) = ended.and(self.transaction.rollback().await) {
            tracing::warn!(%error, "could not roll back a migration");
        }
    }

    /// A lock that is not the transaction's is held to the end of it.
    async fn end(&self, how: &str) -> Result<(), DbErr> {
        if !self.dialect.is_atomic() {
            self.transaction.execute_unprepared(how).await?;
        }
        if let Err(error) = self.dialect.unlock(&self.transaction).await {
            tracing::warn!(%error, "could not give back the lock of migrations");
        }
        Ok(())
    }
}
