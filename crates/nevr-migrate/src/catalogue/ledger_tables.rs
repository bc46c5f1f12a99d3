//! The names of nevr's own tables.

pub(crate) const SCHEMA: &str = "nevr_schema";
pub(crate) const MIGRATION: &str = "nevr_migration";

/// The names of nevr's own tables, which are neither owned nor foreign.
pub(crate) const TABLES: [&str; 2] = [SCHEMA, MIGRATION];

pub(crate) fn ledger_columns(table: &str) -> &'static [&'static str] {
    if table == SCHEMA {
        &["owner", "snapshot", "appliedAt"]
    } else {
        &["owner", "name", "checksum", "appliedAt"]
    }
}
