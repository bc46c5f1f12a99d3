//! How code reads and writes rows.
//!
//! [`Store::find`] reads. There are two ways to write, both on the database runtime, both run to
//! their end whatever happens to the request that asked for them: a [`WriteSet`] is a transaction
//! as data, and [`Store::transaction`] is a job that reads and decides inside. [`Hooks`] join both.

mod committed_events;
mod condition;
mod database;
mod database_error;
mod dependents;
mod entity_write;
mod error;
mod event;
mod handle;
mod hook_calls;
mod hook_index;
mod hooks;
mod isolated;
mod lookup;
mod query;
mod read;
mod rows;
mod run_unit;
mod shared;
mod sql;
#[allow(clippy::module_inception, reason = "the store is what the folder is about")]
mod store;
mod task_context;
mod tx;
mod unit_of_work;
mod write;
mod write_set;

pub use database::{Database, DatabaseOptions, OpenError, Place};
pub use entity_write::{Action, EntityWrite};
pub use error::{Miss, Refusal, StoreError};
pub use event::{CommittedEvent, Question, TransactionEvent};
pub use handle::{Store, Tx};
pub use hook_index::{HookIndex, HookInfo, HookKind};
pub use hooks::{HookOutcome, Hooks};
pub use query::{Filter, Order, Query};
pub use write_set::{Expectation, StatementId, WriteSet, Written};
