//! Brings a database to the schema: creates tables and extends them, and never loses data.
//!
//! [`status`] compares the live database with a [`Target`] and writes nothing; [`push`] applies the
//! difference in one transaction, under a lock. What can't be done without a rebuild or a loss is
//! refused before the first statement, all of it at once, each with the ways out.
//!
//! Who owns what is on record: the table `nevr_schema` keeps what each owner last applied. Objects
//! of an owner that is switched off are *dormant* and stay as they are; objects that no owner has
//! on record are *foreign* and never touched.

mod catalogue;
mod compare;
mod constant;
mod ddl;
mod dialect;
#[cfg(test)]
mod dialect_tests;
mod duplicates;
mod error;
mod index;
mod ledger;
mod leftover;
mod mysql;
mod operation;
mod plan;
mod planner;
mod postgresql;
mod push;
mod reason;
mod reference;
mod refusal;
mod snapshot;
mod sql_migration;
mod sqlite;
mod status;
mod step;
mod survey;
mod target;

pub use ddl::ddl;
pub use error::MigrateError;
pub use push::{Applied, push};
pub use reason::Reason;
pub use refusal::Refusal;
pub use sql_migration::SqlMigration;
pub use status::{Dormant, Retained, Status, status};
pub use step::{Change, Step};
pub use target::{MigrationId, PluginMigration, Target};
