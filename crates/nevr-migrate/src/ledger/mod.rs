//! nevr's own tables: what each owner last applied, and which migrations ran.
//!
//! - `read`, `write`: what is on record
//! - `records`: the rows as they are, for a copy
//! - `live`: the ledger beside the catalogue
//! - `unique_names`: migrations that the ledger could not tell apart

mod live;
mod read;
mod records;
mod unique_names;
mod write;

pub(super) use crate::catalogue::{MIGRATION, TABLES};
pub(super) use live::{Look, look};
pub(super) use read::{Ledger, read};
pub(super) use records::Records;
pub(super) use write::{create, forget, record, record_migration, record_snapshot};
