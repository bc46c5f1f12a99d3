//! The store: how code reads and writes rows.
//!
//! A [`Store`] reads with a [`Query`], outside any transaction. It has two ways to write, and both
//! are a *unit of work*: a database transaction that runs on a runtime of its own, to its end, even
//! if the request that started it is cut off.
//!
//! - A [`WriteSet`] is a transaction as data, for writes that are known beforehand.
//! - [`Store::transaction`] runs a job that reads and decides with a [`Tx`].
//!
//! Plugins join units of work with [`Hooks`]: on typed events ([`TransactionEvent`],
//! [`CommittedEvent`], [`Question`]) and on the writes of an entity ([`EntityWrite`]).
//!
//! The files, from the ground up; each imports only from those before it:
//!
//! - `query`, `event`, `entity_write`, `write_set`: what callers and hooks describe, as data
//! - `error`, `database_error`: what can fail, and what the databases' errors mean
//! - `database`: connections, and the runtime that they live on
//! - `lookup`, `condition`, `rows`, `sql`, `insert_texts`, `read`: statements, from the merged schema
//! - `rights`: whether the database lets this app write
//! - `task_context`, `isolated`: what code belongs to, and how hooks are run
//! - `row_cache`: which rows that were read are still as the database has them
//! - `dependents`, `shared`, `unit_of_work`: what the handles are made of
//! - `handle`: [`Store`], [`Tx`] and the hooks that are given them
//! - `hooks`, `hook_index`: how hooks are registered, and checked
//! - `prepared_set`: write sets as statements to be sent
//! - `hook_calls`, `write`, `tx`: hooks and statements inside a transaction
//! - `prepare`: hooks and checks of write sets, before a transaction
//! - `committed_events`, `run_unit`: units of work as a whole
//! - `batch`, `file_set`: prepared sets that are written together, on PostgreSQL and on SQLite
//! - `run_set`, `store`: how a write set is written, and what a [`Store`] can do
//! - `cached_reads`: reads that the cache may answer

#[cfg(feature = "postgresql")]
mod batch;
mod cached_reads;
mod committed_events;
mod condition;
mod database;
mod database_error;
mod dependents;
mod entity_write;
mod error;
mod event;
#[cfg(feature = "sqlite")]
mod file_set;
mod handle;
mod hook_calls;
mod hook_index;
mod hooks;
mod insert_texts;
mod isolated;
mod lookup;
mod prepare;
mod prepared_set;
mod query;
mod read;
mod rights;
mod row_cache;
mod rows;
mod run_set;
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

#[cfg(feature = "testing")]
pub use database::FileAccess;
pub use database::{Database, DatabaseLocation, DatabaseOptions, OpenError};
pub use entity_write::{Action, EntityWrite};
pub use error::{Refusal, RowCountMismatch, StoreError};
pub use event::{CommittedEvent, Question, TransactionEvent};
pub use handle::{Store, Tx};
pub use hook_index::{HookIndex, HookInfo, HookKind};
pub use hooks::{HookOutcome, Hooks};
pub use query::{Filter, Order, Query};
#[cfg(feature = "testing")]
pub use row_cache::HeldFills;
pub use row_cache::{CacheOptions, CachedRows, RowCache};
pub use write_set::{Expectation, StatementId, WriteSet, Written};
