//! Prepared sets: write sets whose checks and hooks are done, as statements to be sent.

use std::sync::Arc;

use nevr_schema::{Name, Record};
use sea_orm::{
    DbBackend, Statement, StatementBuilder,
    sea_query::{Value as SqlValue, Values},
};

use super::{
    error::{Refusal, RowCountMismatch, StoreError},
    row_cache::Slot,
    write_set::{AnyEvent, Outcome, StatementId, Written},
};

/// A write set for which no code has to run any more: what is left to do is to send its statements,
/// in their order and in one transaction.
#[derive(Clone, Default)]
pub(super) struct PreparedSet {
    pub(super) statements: Vec<PreparedStatement>,
    pub(super) after_commit: Vec<AnyEvent>,
    pub(super) durable: bool,
    /// What its statements touch, for the caches.
    pub(super) touched: Vec<Slot>,
    /// The number of statements of the caller's set, events and locks included.
    pub(super) outcomes: usize,
}

/// A statement of a prepared set, as it is sent.
#[derive(Clone)]
pub(super) struct PreparedStatement {
    /// The entity whose rows it writes.
    pub(super) entity: Name,
    pub(super) text: Arc<str>,
    pub(super) values: Vec<SqlValue>,
    pub(super) write: PreparedWrite,
    /// The statement's place in the set that it was added to.
    pub(super) id: StatementId,
    /// The event or entity whose hook has added it; `None` for a statement of the caller's.
    pub(super) added_by: Option<Name>,
}

/// What a statement does to rows.
#[derive(Clone)]
pub(super) enum PreparedWrite {
    /// Inserts this row, which has every field of its entity in their order.
    Insert(Record),
    /// Sets these fields in rows that exist.
    Update { changes: Record, expect: Option<u64> },
    /// Deletes rows.
    Delete { expect: Option<u64> },
}

impl PreparedStatement {
    /// Returns the values that it writes, by field, if it writes any.
    pub(super) fn written(&self) -> Option<&Record> {
        match &self.write {
            PreparedWrite::Insert(record) => Some(record),
            PreparedWrite::Update { changes, .. } => Some(changes),
            PreparedWrite::Delete { .. } => None,
        }
    }

    /// Fails if the statement has touched another number of rows than it must.
    pub(super) fn check(&self, found: u64) -> Result<(), StoreError> {
        let expected = match self.write {
            PreparedWrite::Insert(_) => return Ok(()),
            PreparedWrite::Update { expect, .. } | PreparedWrite::Delete { expect } => expect,
        };
        let Some(expected) = expected.filter(|expected| *expected != found) else { return Ok(()) };
        let entity = self.entity.to_string();
        let mismatch = RowCountMismatch { statement: self.id, entity, expected, found };
        Err(self.of_its_set(mismatch.into()))
    }

    /// Returns the error of the whole set for an error of this statement: what a hook has added is no
    /// statement that the caller knows, and none that a client has sent.
    pub(super) fn of_its_set(&self, error: StoreError) -> StoreError {
        match &self.added_by {
            Some(trigger) => addition_failed(trigger, error),
            None => error,
        }
    }
}

impl StatementBuilder for PreparedStatement {
    fn build(&self, backend: &DbBackend) -> Statement {
        let values = Some(Values(self.values.clone()));
        Statement { sql: self.text.to_string(), values, db_backend: *backend }
    }
}

impl PreparedSet {
    /// Returns the outcomes of the caller's statements, and the events to publish. `touched` holds
    /// the numbers of rows that the prepared statements have touched, in their order.
    pub(super) fn written(self, touched: impl Iterator<Item = u64>) -> (Written, Vec<AnyEvent>) {
        let mut outcomes = Vec::new();
        outcomes.resize_with(self.outcomes, || Outcome::Touched(0));
        for (statement, touched) in self.statements.into_iter().zip(touched) {
            if statement.added_by.is_none() {
                outcomes[statement.id.0] = match statement.write {
                    PreparedWrite::Insert(record) => Outcome::Inserted(record),
                    _ => Outcome::Touched(touched),
                };
            }
        }
        (Written { outcomes }, self.after_commit)
    }
}

/// Returns the error of a unit of work for an error of a set that a hook has filled. If a statement
/// in it touched another number of rows than expected, the hook has failed: the caller could take
/// the statement id for one of its own.
pub(super) fn addition_failed(trigger: &str, error: StoreError) -> StoreError {
    match error {
        StoreError::RowCountMismatch(mismatch) => StoreError::HookFailed {
            hook: trigger.to_owned(),
            source: Refusal::new(StoreError::RowCountMismatch(mismatch)),
        },
        // The client has sent none of it.
        error => error.without_details(),
    }
}
