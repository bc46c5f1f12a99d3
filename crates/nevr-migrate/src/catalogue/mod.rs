//! The structure of a live database, as data.
//!
//! - `objects`: everything that takes a name, and the tables that are read in detail
//! - `table`: a table's columns, indexes and foreign keys
//! - `foreign_key`: a foreign key that is not a column's yet
//! - `index`: the indexes that a schema asks for
//! - `ledger_tables`: the names of nevr's own tables

mod foreign_key;
mod index;
mod ledger_tables;
mod objects;
mod table;

pub(super) use foreign_key::ListedKey;
pub(super) use index::{Index, indexes, names};
pub(super) use ledger_tables::{MIGRATION, SCHEMA, TABLES, ledger_columns, ledger_type};
pub(super) use objects::{Catalogue, Object, ObjectKind};
pub(super) use table::{Column, ForeignKey, LiveIndex, Table};
