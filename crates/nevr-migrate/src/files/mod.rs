//! Migration files: what `db:migrate` writes, and what is run from them.
//!
//! A migration is a folder `migrations/<time>_<name>` with an `up` and a `down` file for each kind
//! of database, and the schema as it is afterwards. People read and edit the SQL before it is
//! applied; what is applied is known by its checksum and never edited again.
//!
//! - `name`: what migrations are called
//! - `script`: the SQL of a file
//! - `folder`, `migration`, `snapshot_file`: what is on disk
//! - `draft`: the next migration, before it is on disk
//! - `standing`, `records`: how far a migration is, in the ledger
//! - `history`, `look`, `next`: the folder beside the ledger and the database, and what follows
//! - `site`, `pass`, `run`, `stepwise`, `by_hand`: running one file, under the lock
//! - `apply`, `rollback`: forwards and backwards; `going`: what goes on the way back
//! - `carried`: what a copy of another kind has on record
//! - `migrate`: `db:migrate`, from what is pending to the next migration
//! - `state`: how far a database is
//! - `structure`: what migrations know of the planner
//! - `error`: what goes wrong

mod apply;
mod by_hand;
mod carried;
mod draft;
mod error;
mod folder;
mod going;
mod history;
mod look;
mod migrate;
mod migration;
mod name;
mod next;
mod pass;
mod records;
mod rollback;
mod run;
mod script;
mod site;
mod snapshot_file;
mod standing;
mod state;
mod stepwise;
mod structure;

pub use apply::{Done, apply};
pub(crate) use carried::convert_checksums;
pub use draft::{Draft, Written};
pub use error::{FilesError, FolderError};
pub use folder::Folder;
use history::History;
pub use history::HistoryError;
pub use migrate::{MigrateOptions, Migrated, create, drop_owner, migrate};
pub use migration::{Direction, Migration};
pub use name::{FileName, Label, NameError};
pub use rollback::{Rollback, rollback, rollback_plan};
pub use script::{Block, Item, Kind, Script, ScriptError, ScriptProblem, Statement, render};
pub use state::{State, refuse_half_way, state};
