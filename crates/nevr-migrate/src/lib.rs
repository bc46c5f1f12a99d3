//! Brings a database to the schema, and loses nothing unless that is accepted.
//!
//! [`status`] compares the live database with a [`Target`] and writes nothing; [`push`] applies the
//! difference, under a lock. What can't be done to the rows that are there is refused before the
//! first statement, all of it at once, each with the ways out. [`between`] plans from records
//! alone, for migrations that are kept in files, and [`drift`] holds a database against them.
//!
//! Who owns what is on record: the table `nevr_schema` keeps what each owner last applied. Objects
//! of an owner that is switched off are *dormant* and stay as they are; objects that no owner has
//! on record are *foreign* and never touched.

mod apply;
mod between;
mod catalogue;
mod change;
mod check;
mod constant;
pub mod copy;
mod ddl;
mod dialect;
#[cfg(test)]
mod dialect_tests;
mod drift;
mod error;
pub mod files;
mod index;
mod inventory;
mod ledger;
mod loss;
mod mysql;
mod operation;
mod options;
mod plan;
mod postgresql;
mod reason;
mod records;
mod reference;
mod refusal;
mod snapshot;
mod sql_migration;
mod sqlite;
mod status;
mod step;
mod survey;
mod target;

pub use apply::{Applied, drop_owner, plan_drop_owner, push, reset};
pub use between::{Between, between};
pub use change::{Alteration, Change};
pub use ddl::ddl;
pub use drift::{Drift, drift};
pub use error::MigrateError;
pub use loss::Loss;
pub use options::Options;
pub use reason::Reason;
pub use refusal::Refusal;
pub use snapshot::Snapshots;
pub use sql_migration::SqlMigration;
pub use sqlite::sqlite_is_busy;
pub use status::{Dormant, Status, status};
pub use step::{Step, changes};
pub use target::{MigrationId, PluginMigration, Target};
