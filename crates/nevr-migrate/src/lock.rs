//! Runs statements under the lock of migrations.

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr};

use crate::{
    dialect::Dialect,
    report::{MigrateError, Step},
};

/// Whether the connection of a migration enforces foreign keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ForeignKeys {
    /// They are enforced, as on the connections of the app.
    Enforced,
    /// They are not, so that dropping a table leaves the rows that refer to it as they are. Only
    /// SQLite needs and has such connections.
    Off,
}

/// A locked database. [`finish`](Self::finish) releases it, after success and failure.
pub(crate) struct Locked {
    dialect: &'static dyn Dialect,
    foreign_keys: ForeignKeys,
    pub(crate) transaction: DatabaseTransaction,
}

impl Locked {
    /// Waits for the lock and takes it.
    pub(crate) async fn new(
        dialect: &'static dyn Dialect,
        db: &DatabaseConnection,
        foreign_keys: ForeignKeys,
    ) -> Result<Self, MigrateError> {
        let transaction = match foreign_keys {
            ForeignKeys::Enforced => dialect.lock(db).await?,
            ForeignKeys::Off => dialect.lock_without_foreign_keys(db).await?,
        };
        Ok(Self { dialect, foreign_keys, transaction })
    }

    /// Waits for the lock and takes it, on a connection on which tables can be dropped.
    pub(crate) async fn for_drops(
        dialect: &'static dyn Dialect,
        db: &DatabaseConnection,
    ) -> Result<Self, MigrateError> {
        let off = dialect.needs_foreign_keys_off();
        let foreign_keys = if off { ForeignKeys::Off } else { ForeignKeys::Enforced };
        Self::new(dialect, db, foreign_keys).await
    }

    /// Whether tables can be dropped and rebuilt on this connection.
    pub(crate) fn can_drop_tables(&self) -> bool {
        !self.dialect.needs_foreign_keys_off() || self.foreign_keys == ForeignKeys::Off
    }

    /// Whether hand-written migrations can run on this connection.
    pub(crate) fn enforces_foreign_keys(&self) -> bool {
        self.foreign_keys == ForeignKeys::Enforced
    }

    /// Runs statements in order. It is an error if they break rows or views that were not broken
    /// before.
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

    /// Returns an error if something is broken that is not in `before`.
    pub(crate) async fn check(&self, before: &[String]) -> Result<(), MigrateError> {
        let mut broken = self.broken().await?;
        broken.retain(|what| !before.contains(what));
        if broken.is_empty() { Ok(()) } else { Err(MigrateError::Breaks(broken)) }
    }

    /// Describes what is broken. Where foreign keys are enforced, the database keeps rows from it.
    pub(crate) async fn broken(&self) -> Result<Vec<String>, MigrateError> {
        match self.foreign_keys {
            ForeignKeys::Enforced => Ok(Vec::new()),
            ForeignKeys::Off => Ok(self.dialect.broken(&self.transaction).await?),
        }
    }

    /// Releases the lock: commits after success, rolls back after an error.
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

    /// Commits and releases the lock.
    pub(super) async fn commit(self) -> Result<(), DbErr> {
        self.end("COMMIT").await?;
        self.transaction.commit().await
    }

    /// Rolls back and releases the lock. A failure of the roll-back is only logged: the caller has
    /// the error that led to it, and closing the connection has the same effect.
    pub(super) async fn roll_back(self) {
        let ended = self.end("ROLLBACK").await;
        if let Err(error) = ended.and(self.transaction.rollback().await) {
            tracing::warn!(%error, "could not roll back a migration");
        }
    }

    /// Ends a transaction that began after the lock was taken, then releases the lock.
    async fn end(&self, how: &str) -> Result<(), DbErr> {
        if !self.dialect.is_atomic() {
            self.transaction.execute_unprepared(how).await?;
        }
        if let Err(error) = self.dialect.unlock(&self.transaction).await {
            tracing::warn!(%error, "could not release the lock of migrations");
        }
        Ok(())
    }
}
