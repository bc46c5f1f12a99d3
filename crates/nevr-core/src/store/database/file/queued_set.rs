//! A write set in the queue before the writer's thread.

use rusqlite::Connection;
use sea_orm::{DbErr, StatementBuilder, sea_query::Value};

use super::statement::{Text, execute};
use crate::store::{database_error::statement_failed, error::StoreError};

/// A write set whose statements are known, with its caller.
pub(crate) trait QueuedSet: Send {
    /// Returns whether its commit must survive a power cut.
    fn is_durable(&self) -> bool;

    /// Runs its statements, on the writer's thread. They are undone if it fails.
    ///
    /// It is called once more if SQLite undid them because another set failed.
    fn write(&mut self, on: &Statements<'_>) -> Result<(), StoreError>;

    /// Tells the caller, once what was written is committed or undone.
    fn answer(self: Box<Self>, outcome: Result<(), StoreError>);
}

/// The connection inside a transaction.
pub(crate) struct Statements<'c>(pub(super) &'c Connection);

impl Statements<'_> {
    /// Runs a statement that writes. Returns the number of rows that it touched.
    pub(crate) fn execute(&self, sql: &str, values: &[Value]) -> Result<u64, DbErr> {
        execute(self.0, sql, values).map_err(statement_failed)
    }

    /// Returns whether a statement selects any rows.
    pub(crate) fn finds(&self, select: &impl StatementBuilder) -> Result<bool, DbErr> {
        let found = Text::of(select).query(self.0, || true).map_err(statement_failed)?;
        Ok(!found.is_empty())
    }
}
