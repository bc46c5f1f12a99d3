//! Migration files: written by `db:migrate`, applied from the folder of migrations.
//!
//! A migration is a folder `migrations/<time>_<label>` with an `up` and a `down` file for each kind
//! of database, and a snapshot of the schema after it. People read and edit the SQL before it is
//! applied. An applied migration is known by the checksum of its up file, which must not be edited
//! any more.
//!
//! What a migration is:
//! - `name`: its name and label
//! - `migration`: its parts in memory
//! - `folder`: reading and writing it
//! - `draft`: the next one, planned from the schema
//!
//! Where a database is along them:
//! - `history`: what the ledger has on record of them
//! - `state`: the ledger and the live tables, and what is to be done next
//! - `checksums`: the ledger's records for a copy to another kind of database
//!
//! What is done:
//! - `run`: runs one file; `row_watch`: notices rows that vanish from other tables
//! - `migrator`: locks, runs and records one migration
//! - `apply`, `rollback`: forward and back
//! - `migrate`: `db:migrate` and its variants
//!
//! `error` is what can go wrong.

mod apply;
mod checksums;
mod draft;
mod error;
mod folder;
mod history;
mod migrate;
mod migration;
mod migrator;
mod name;
mod rollback;
mod row_watch;
mod run;
mod state;

pub use crate::script::{Block, Item, Kind, Script, ScriptError, ScriptProblem, Statement, render};
pub use apply::{Done, apply};
pub(crate) use checksums::convert_checksums;
pub use draft::{Draft, Written};
pub use error::FilesError;
pub use folder::{Folder, FolderError};
pub use history::HistoryError;
pub use migrate::{MigrateOptions, Migrated, create, drop_owner, migrate};
pub use migration::{Direction, Migration};
pub use name::{FileName, Label, NameError};
pub use rollback::{Rollback, rollback, rollback_plan};
pub use state::{State, refuse_half_way, state};
