//! Brings a database to the schema, and loses nothing unless that is accepted.
//!
//! [`status`] compares the live database with a [`Target`] and writes nothing; [`push`] applies the
//! difference, under a lock. Changes that don't fit the existing rows are refused before the first
//! statement, all of them together, each with the ways out. [`between`] plans from records alone,
//! for migrations that are kept in files, and [`drift`] compares a database with records.
//!
//! The table `nevr_schema` records what each owner last applied. Objects of an owner that is
//! switched off are *dormant* and stay as they are; objects that no owner has on record are
//! *foreign* and never touched.
//!
//! The modules, from the bottom up; each imports only from those above it in this list:
//!
//! - `goal`: what a caller asks for: a schema, migrations by hand, options
//! - `report`: what a caller is told: steps, losses, refusals, the status, errors
//! - `catalogue`: the structure of a live database, as data
//! - `script`: the SQL of a migration as statements, and those that can't be in one
//! - `dialect`: everything that differs between SQLite, PostgreSQL, and MySQL and MariaDB
//! - `snapshot`: what each owner last applied, as data
//! - `sql_migration`: a migration by hand that is SQL
//! - `check`: questions to the rows, before a plan is carried out
//! - `plan`: from what a database has to what it should have, without touching it
//! - `ledger`: nevr's own tables; `lock`: one migration at a time
//! - `push_plan`: the plan of a push, made from a live database
//! - `apply`: changes a database; `status` and `drift`: look at one
//! - `files`: migrations as SQL files in a folder
//! - `copy`: carries a database over to another one

// For a feature of it alone: see the manifest of the workspace.
use sea_schema as _;

mod apply;
mod catalogue;
mod check;
pub mod copy;
mod dialect;
#[cfg(test)]
mod dialect_tests;
mod drift;
pub mod files;
mod goal;
mod ledger;
mod lock;
mod plan;
mod push_plan;
mod report;
mod script;
mod snapshot;
mod sql_migration;
mod status;

pub use apply::{Applied, drop_owner, plan_drop_owner, push, reset};
pub use dialect::sqlite_is_busy;
pub use drift::{Drift, drift};
pub use goal::{MigrationId, Options, PluginMigration, Target};
pub use plan::{Between, between, ddl};
pub use report::{
    Alteration, Change, Dormant, Loss, MigrateError, Reason, Refusal, Status, Step, changes,
};
pub use snapshot::Snapshots;
pub use sql_migration::SqlMigration;
pub use status::status;
