//! Carries a database over to another one, of any engine: its tables, every row, and what is on
//! record of migrations.
//!
//! The source is read in one transaction that stands still, so that an app may go on working in it;
//! what it writes meanwhile is not in the copy. On the target all rows are written in one
//! transaction, are read back and compared with the source value by value, and only then are they
//! committed: a copy that fails or is killed leaves a target without rows.
//!
//! - `copy`: the whole course of it
//! - `error`, `report`, `progress`: what went wrong, what was done, how far it is
//! - `inventory`: what nevr has in the source, and in the target
//! - `identity`: whether two databases are one
//! - `layout`: which tables, in which order, and which references go round in circles
//! - `row`, `pages`: reading rows, by key
//! - `soundness`: what is looked for in the source before anything is written
//! - `circles`: references that go round in circles
//! - `insert`: writing rows
//! - `compare`: reading back

mod circles;
mod compare;
#[allow(clippy::module_inception, reason = "the copy is what the folder is about")]
mod copy;
mod error;
mod identity;
mod insert;
mod inventory;
mod layout;
mod pages;
mod progress;
mod report;
mod row;
mod soundness;

pub use copy::copy;
pub use error::{CopyError, Difference, Unfit};
pub use progress::{Progress, Silent, Stage};
pub use report::{Copied, CopiedTable};
