//! Running a file, on a connection that holds the lock.

use nevr_schema::env::Timestamp;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};

use super::{
    error::FilesError,
    migration::{Direction, Migration},
    script::{Item, Script, Statement},
};
use crate::goal::{MigrationId, Target};

/// One file and what it is run with.
pub(super) struct Run<'r> {
    pub(super) db: &'r DatabaseTransaction,
    pub(super) target: &'r Target,
    /// Migrations by hand that are on record.
    pub(super) on_record: &'r [MigrationId],
    pub(super) now: Timestamp,
    pub(super) migration: &'r Migration,
    pub(super) direction: Direction,
    pub(super) script: &'r Script,
}

impl Run<'_> {
    /// Runs the whole file in the transaction that the connection is in.
    pub(super) async fn at_once(&self) -> Result<(), FilesError> {
        for item in &self.script.items {
            match item {
                Item::Statement(statement) => {
                    let done = self.execute(statement).await;
                    done.map_err(|source| self.failed(statement, source))?;
                }
                // They are run with foreign keys on, in a transaction of their own.
                Item::ByHand(_) if self.script.foreign_keys_off => {}
                Item::ByHand(id) => self.by_hand(id).await?,
            }
        }
        Ok(())
    }

    pub(super) async fn execute(&self, statement: &Statement) -> Result<(), DbErr> {
        self.db.execute_unprepared(&statement.sql).await.map(drop)
    }

    pub(super) fn failed(&self, statement: &Statement, source: DbErr) -> FilesError {
        FilesError::Statement {
            migration: self.migration.name.clone(),
            direction: self.direction,
            line: statement.line,
            words: statement.words.clone(),
            source,
        }
    }
}
