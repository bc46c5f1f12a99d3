//! nevr's own tables: what each owner last applied, and which migrations ran.
//!
//! - `read`, `write`: the ledger
//! - `records`: its rows as they are, for a copy
//! - `live`: the ledger and the catalogue of a live database
//! - `unique_names`: refuses two migrations of one name

mod live;
mod read;
mod records;
mod unique_names;
mod write;

pub(super) use live::LiveState;
pub(super) use read::{Ledger, read};
pub(super) use records::Records;
pub(super) use write::{
    create, forget, mark_copying, record, record_migration, record_snapshot, unmark_copying,
};
